/** Walking through the rows of a list with the keyboard. */
import { ref, watch, type Ref } from 'vue'
import type { Row } from '@/api/descriptors'
import { pressed } from '@/composables/keys'

/** The current row, and the handler that moves it: arrows, Home, End, PageUp and PageDown, Enter to open. */
export function useRowKeys(
  rows: Ref<Row[]>,
  page: Ref<number>,
  pages: Ref<number>,
  show: (row: Row | null) => void,
  open: (row: Row) => void,
) {
  const current = ref(-1)

  function go(index: number) {
    current.value = Math.max(0, Math.min(index, rows.value.length - 1))
    show(rows.value[current.value] ?? null)
  }

  const turn = (by: number) => (page.value = Math.max(1, Math.min(page.value + by, pages.value)))

  const moves: Record<string, () => void> = {
    ArrowDown: () => go(current.value + 1),
    ArrowUp: () => go(current.value - 1),
    Home: () => go(0),
    End: () => go(rows.value.length - 1),
    PageDown: () => turn(1),
    PageUp: () => turn(-1),
    Enter: () => {
      const row = rows.value[current.value]
      if (row) open(row)
    },
  }

  function onKeydown(event: KeyboardEvent) {
    const chord = Object.keys(moves).find((key) => pressed(event, key))
    if (!chord) return
    event.preventDefault()
    moves[chord]?.()
  }

  watch(rows, () => {
    current.value = -1
    show(null)
  })
  return { current, onKeydown, choose: (row: Row) => go(rows.value.indexOf(row)) }
}
