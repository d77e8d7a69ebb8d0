/** How far every household has its member. */
import { useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { call } from '@/api/call'
import { failureOf } from '@/api/failure'

/** The coverage of the own village, or in a township of the village of this channel. */
export function useCoverage(
  village?: MaybeRefOrGetter<string | null>,
  enabled: MaybeRefOrGetter<boolean> = true,
) {
  const { data, error } = useQuery({
    queryKey: computed(() => ['links', 'coverage', toValue(village) ?? null]),
    queryFn: () => call('coverage', { village: toValue(village) }),
    enabled: computed(() => toValue(enabled)),
  })
  return { coverage: data, failure: computed(() => (error.value ? failureOf(error.value) : null)) }
}
