/** One of the villages whose data a township has. */
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { call } from '@/api/call'
import type { ColumnDescriptor, TableRequest } from '@/api/descriptors'

const LIST = 'villages'
const ALL: TableRequest = { columns: [], search: '', filters: [], sort: null, size: 0, page: 1 }

/** The village with this channel and the columns that describe it; `missing` once it is known that there is none. */
export function useVillage(channel: () => string) {
  const described = useQuery({
    queryKey: ['columns', LIST],
    queryFn: async () => (await call('list_columns', { list: LIST })).columns as ColumnDescriptor[],
  })
  const listed = useQuery({
    queryKey: [LIST, 'all'],
    queryFn: () => call('list', { list: LIST, request: ALL }),
  })
  const village = computed(() => listed.data.value?.rows.find((row) => row.id === channel()))
  return {
    columns: computed(() => described.data.value ?? []),
    village,
    missing: computed(() => listed.isSuccess.value && !village.value),
  }
}
