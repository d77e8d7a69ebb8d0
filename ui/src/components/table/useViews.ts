/** Views of a list that a person gave names to: columns, order, search and conditions. */
import { ref } from 'vue'
import type { TableView } from '@/api/descriptors'
import { drafts } from '@/api/drafts'

/** A named view. */
export interface NamedView {
  name: string
  view: TableView
}

/** The named views of the list `list`, kept in the workspace. */
export function useViews(list: string) {
  const key = `views:${list}`
  const views = ref<NamedView[]>([])

  async function change(next: NamedView[]) {
    await drafts.save(key, next.length > 0 ? next : null)
    views.value = next
  }

  return {
    views,
    load: async () => void (views.value = ((await drafts.load(key)) as NamedView[] | null) ?? []),
    /** Keeps `view` as `name`, in place of another of that name. */
    keep: (name: string, view: TableView) =>
      change([...views.value.filter((one) => one.name !== name), { name, view }]),
    drop: (name: string) => change(views.value.filter((one) => one.name !== name)),
  }
}
