/** Whose records a page shows: those of the own village, or in a township those of one village. */
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { useRoute } from 'vue-router'
import { call } from '@/api/call'
import { fill, words } from '@/words'

const ALL = { columns: [], search: '', filters: [], sort: null, size: 0, page: 1 }

/** The village that the address names by its channel; `query` carries it on, `titled` puts its name into a title. */
export function useVillageOf() {
  const route = useRoute()
  const village = computed(() => (typeof route.query.village === 'string' ? route.query.village : null))
  const { data } = useQuery({
    queryKey: ['villages', 'names'],
    queryFn: async () => (await call('list', { list: 'villages', request: ALL })).rows,
    enabled: computed(() => village.value !== null),
  })
  const name = computed(() => data.value?.find(({ id }) => id === village.value)?.name)

  return {
    village,
    query: computed(() => (village.value ? { village: village.value } : {})),
    titled: (title: string) =>
      name.value ? fill(words.window.pages.titleOf, { title, name: name.value }) : title,
  }
}
