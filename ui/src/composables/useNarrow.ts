/** Whether a part of the page is narrower than what stands side by side in it needs. */
import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue'

/** True while `element` is shown with fewer than `pixels` of width, whatever the window and the type size are. */
export function useNarrow(element: Readonly<Ref<HTMLElement | null>>, pixels: number): Ref<boolean> {
  const narrow = ref(false)
  const measure = () => {
    const width = element.value?.clientWidth ?? 0
    if (width > 0) narrow.value = width < pixels
  }
  const observer = new ResizeObserver(measure)
  onMounted(() => {
    measure()
    if (element.value) observer.observe(element.value)
  })
  onBeforeUnmount(() => observer.disconnect())
  return narrow
}
