/** Organisation units as they are kept here. */
import type { FieldDescriptor } from '@/api/descriptors'

/** 乡镇 and 村: what the workspace itself is of. */
const OWN = [1, 2]
/** 村民小组, 党小组, 网格, 党支部: what is added by hand, the most frequent first. */
const ADDED = [5, 4, 6, 3]

/** Whether a unit is the village or township that the workspace is of. */
export function isOwn(values: Record<string, unknown>): boolean {
  return OWN.includes(Number(values.type))
}

/** The fields of the form of a unit; its kind can be chosen among those that are added by hand. */
export function unitFields(fields: FieldDescriptor[], own: boolean): FieldDescriptor[] {
  return fields
    .filter(({ name }) => (own ? name !== 'type' && name !== 'parent' : name !== 'division'))
    .map((field) => (field.name === 'type' ? { ...field, options: ADDED } : field))
}
