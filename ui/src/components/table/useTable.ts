/** The page of rows that a list shows. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, ref, toValue, watch, type MaybeRefOrGetter, type Ref } from 'vue'
import type { ColumnDescriptor, TablePage, TableRequest, TableView } from '@/api/descriptors'
import { failureOf } from '@/api/failure'

/** The pages' sizes offered; more rows than 100 at once make the table slow. */
export const SIZES = [20, 50, 100]

/** How a list looks before the person arranges it. */
export function defaultView(columns: ColumnDescriptor[]): TableView {
  const listed = columns.filter((column) => column.listed).map((column) => column.name)
  return { columns: listed, search: '', filters: [], sort: null, size: 50 }
}

/** Reads the page asked for by `view` and the page number; the first page again whenever the view changes. */
export function useTable(
  feature: string,
  name: MaybeRefOrGetter<string>,
  view: Ref<TableView>,
  load: (request: TableRequest) => Promise<TablePage>,
  page: Ref<number> = ref(1),
) {
  const request = computed<TableRequest>(() => ({ ...view.value, page: page.value }))
  const query = useQuery({
    queryKey: computed(() => [feature, 'table', toValue(name), request.value]),
    queryFn: () => load(request.value),
    placeholderData: keepPreviousData,
  })
  const rows = computed(() => query.data.value?.rows ?? [])
  const total = computed(() => query.data.value?.total ?? 0)
  const pages = computed(() => Math.max(1, Math.ceil(total.value / view.value.size)))
  const failure = computed(() => (query.error.value ? failureOf(query.error.value) : null))

  watch(
    () => [toValue(name), view.value.search, view.value.filters, view.value.sort, view.value.size],
    () => (page.value = 1),
    { deep: true },
  )
  // Rows may vanish from under the last page.
  watch(pages, (last) => (page.value = Math.min(page.value, last)))

  return { page, pages, request, rows, total, failure, reading: query.isPending, again: query.refetch }
}
