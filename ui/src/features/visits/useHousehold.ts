/** What is known of the household that a visit calls on, so that nothing known is asked again. */
import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { call } from '@/api/call'
import type { RefValue } from '@/api/descriptors'

const CLOSED = [10, 13]

/** Days from `date` to `today`, both ISO text. */
export function daysBetween(date: string, today: string): number {
  return Math.round((Date.parse(today) - Date.parse(date)) / 86_400_000)
}

/** The people, the linked member, the last visit and the open needs of household `id`; nothing while there is none. */
export function useHousehold(id: Ref<string | null>) {
  const { data } = useQuery({
    queryKey: computed(() => ['households', 'page', id.value]),
    queryFn: () => call('household', { id: id.value ?? '' }),
    enabled: computed(() => id.value !== null),
  })
  const page = computed(() => (id.value === null ? undefined : data.value))
  const people = computed<RefValue[]>(() =>
    (page.value?.people ?? []).map(({ person }) => ({ id: person.id, label: person.label })),
  )
  const head = computed(() => {
    const found = page.value?.people.find((one) => one.head)
    return found ? { id: found.person.id, label: found.person.label } : null
  })
  const member = computed(() => (page.value?.link?.values.member as RefValue | undefined) ?? null)
  const visits = computed(() => (page.value?.timeline ?? []).filter(({ kind }) => kind === 'visit'))
  const lastVisit = computed(() => visits.value.map(({ date }) => date).reduce((a, b) => (a > b ? a : b), ''))
  const openNeeds = computed(
    () =>
      (page.value?.timeline ?? []).filter(
        ({ kind, state }) => kind === 'need' && !CLOSED.includes(state ?? 0),
      ).length,
  )
  return { page, people, head, member, lastVisit, openNeeds }
}
