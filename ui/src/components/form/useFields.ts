/** The fields of a kind's form. */
import { useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { call } from '@/api/call'
import type { FieldDescriptor } from '@/api/descriptors'

/** `fields` of the kind: those named by `chosen`, in that order, or all. */
export function useFields(kind: MaybeRefOrGetter<string>, chosen?: MaybeRefOrGetter<string[] | undefined>) {
  const { data } = useQuery({
    queryKey: computed(() => ['form', toValue(kind)]),
    queryFn: async () => (await call('form', { kind: toValue(kind) })).fields as FieldDescriptor[],
  })
  const all = computed(() => data.value ?? [])
  const fields = computed(() => {
    const names = toValue(chosen)
    return names ? names.flatMap((name) => all.value.find((field) => field.name === name) ?? []) : all.value
  })
  return { all, fields }
}
