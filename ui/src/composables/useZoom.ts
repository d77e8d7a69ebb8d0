/** The size of type: 标准, 大, 特大. */
import { readonly, ref } from 'vue'
import { loadZoom, saveZoom, setZoom, type ZoomLevel } from '@/api/shell'

/** How much each level enlarges the whole window. */
export const ZOOM_FACTORS: Record<ZoomLevel, number> = { standard: 1, large: 1.2, largest: 1.45 }

const level = ref<ZoomLevel>('standard')

async function show(next: ZoomLevel) {
  await setZoom(ZOOM_FACTORS[next])
  level.value = next
}

/** The chosen level, and how to choose another; the choice is kept for the next start. */
export function useZoom() {
  return {
    level: readonly(level),
    restore: async () => show(await loadZoom()),
    choose: async (next: ZoomLevel) => {
      await show(next)
      await saveZoom(next)
    },
  }
}
