/** How a person arranged a list, kept between visits of its page and between starts of the program. */
import { useQueryClient } from '@tanstack/vue-query'
import { computed, ref, type Ref } from 'vue'
import type { ColumnDescriptor, Sort, TableView } from '@/api/descriptors'
import { drafts } from '@/api/drafts'
import { defaultView, SIZES } from './useTable'

/** What outlasts the program. What narrows a list does not: nobody shall miss rows for a search of last week. */
type Kept = Pick<TableView, 'columns' | 'sort' | 'size'>

/** A list as it was last looked at. */
interface Place {
  view: TableView
  page: number
}

/** A view that was kept, as far as it fits the columns that the list has today. */
export function fitView(kept: unknown, columns: ColumnDescriptor[], start: TableView): TableView {
  const { columns: chosen, sort, size, search, filters } = (kept ?? {}) as Partial<TableView>
  const known = new Set(columns.map(({ name }) => name))
  const shown = columns.map(({ name }) => name).filter((name) => chosen?.includes(name))
  return {
    columns: shown.length > 0 ? shown : start.columns,
    sort: sort && known.has(sort.column) ? sort : start.sort,
    size: size && SIZES.includes(size) ? size : start.size,
    search: search ?? '',
    filters: (filters ?? []).filter(({ column }) => known.has(column)),
  }
}

/** The view and page of the list `name`. `first` is what it shows before the person arranged it. */
export function useView(
  name: string,
  columns: Ref<ColumnDescriptor[]>,
  first: { columns?: string[]; sort?: Sort | null },
) {
  const client = useQueryClient()
  const key = ['view', name]
  client.setQueryDefaults(key, { gcTime: Infinity })
  const place = ref<Place | null>(null)

  const set = (next: Place) => {
    place.value = next
    client.setQueryData(key, next)
  }

  /** Looks up what was kept; the list waits for it. */
  async function restore() {
    const start = { ...defaultView(columns.value), sort: first.sort ?? null }
    if (first.columns) start.columns = first.columns
    const earlier = client.getQueryData<Place>(key)
    set(earlier ?? { view: fitView(await drafts.load(`view:${name}`), columns.value, start), page: 1 })
  }

  async function keep({ columns, sort, size }: Kept) {
    await drafts.save(`view:${name}`, { columns, sort, size })
  }

  const view = computed<TableView | undefined>({
    get: () => place.value?.view,
    set: (next) => {
      const last = place.value
      if (!next || !last) return
      set({ view: next, page: last.page })
      const arranged = ({ columns, sort, size }: Kept) => JSON.stringify([columns, sort, size])
      // What is not kept is arranged anew next time; that is no failure to bother anyone with.
      if (arranged(next) !== arranged(last.view)) keep(next).catch(() => undefined)
    },
  })
  const page = computed({
    get: () => place.value?.page ?? 1,
    set: (next) => place.value && set({ ...place.value, page: next }),
  })
  return { view, page, restore }
}
