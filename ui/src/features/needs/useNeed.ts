/** One need with its steps. */
import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { call } from '@/api/call'
import { failureOf, wordFailure } from '@/api/failure'

/** The page of need `id`; in a township of the village whose channel is `village`. */
export function useNeed(id: Ref<string>, village: Ref<string | null>) {
  const { data, error } = useQuery({
    queryKey: computed(() => ['needs', 'page', id.value, village.value]),
    queryFn: () => call('need', { id: id.value, village: village.value }),
  })
  const failure = computed(() => (error.value ? wordFailure(failureOf(error.value)) : null))
  return { page: data, failure }
}
