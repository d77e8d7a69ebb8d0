/** One import on its way from files to a summary. It outlives the page, so that looking something up loses nothing. */
import { computed, reactive } from 'vue'
import { call } from '@/api/call'
import type {
  HeaderAt,
  ImportDone,
  ImportPlan,
  ImportPreview,
  Mapping,
  RosterKind,
  RowDecision,
  RowRef,
} from '@/api/contract'
import { pickFiles } from '@/api/shell'
import { useAction } from '@/composables/useAction'
import { useJob } from '@/composables/useJob'
import { words } from '@/words'
import { suggested, takesAny, withSheet } from './mapping'

/** The steps: choosing files, columns, checking, summary. */
export type Step = 0 | 1 | 2 | 3

interface State {
  step: Step
  kind: RosterKind
  paths: string[]
  preview: ImportPreview | null
  mappings: Mapping[]
  headers: HeaderAt[]
  plan: ImportPlan | null
  /** Counts the plans, so that rows of an older one are read again. */
  version: number
  done: ImportDone | null
  undone: boolean
}

const blank = (kind: RosterKind = 'households'): State => ({
  step: 0,
  kind,
  paths: [],
  preview: null,
  mappings: [],
  headers: [],
  plan: null,
  version: 0,
  done: null,
  undone: false,
})

const state = reactive<State>(blank())
let owner: unknown

function reset(kind: RosterKind = state.kind) {
  Object.assign(state, blank(kind))
}

/** Forgets what another workspace was importing, and an import whose summary was read. */
function keepFor(session: unknown) {
  if (owner !== session || state.step === 3) reset()
  owner = session
}

function changeSheet(file: number, name: string, part: Partial<Mapping['sheets'][number]>) {
  state.mappings = withSheet(state.mappings, file, name, part)
  state.plan = null
}

function planned(plan: ImportPlan) {
  state.plan = plan
  state.version += 1
}

/** What the page of importing works with. */
export function useImport() {
  const read = useJob('import_preview', async (paths: string[]) => {
    const headers = state.headers.filter(({ path }) => paths.includes(path))
    const preview = await call('import_preview', { kind: state.kind, paths, headers })
    // What was corrected by hand in files that stay, stays.
    const kept = new Map(state.paths.map((path, at) => [path, state.mappings[at]]))
    const fresh = suggested(state.kind, preview.files)
    const mappings = fresh.map((mapping, at) => {
      const before = kept.get(paths[at] ?? '')
      return before?.kind === state.kind ? before : mapping
    })
    Object.assign(state, { paths, headers, preview, mappings, plan: null })
  })

  const { run: choose } = useAction(async () => {
    const extensions = ['xlsx', 'xls', 'csv', 'xlsm']
    const chosen = await pickFiles(words.window.import.choose, [
      { name: words.window.import.filter, extensions },
    ])
    const added = chosen.filter((path) => !state.paths.includes(path))
    if (added.length > 0 && (await read.run([...state.paths, ...added]))) state.step = 1
  })

  /** Looks through one sheet again with another header. */
  const showHeader = useJob(
    'import_preview',
    async (file: number, name: string, header: Omit<HeaderAt, 'path' | 'sheet'>) => {
      const path = state.paths[file] ?? ''
      const others = state.headers.filter((one) => one.path !== path || one.sheet !== name)
      const headers = [...others, { path, sheet: name, ...header }]
      const preview = await call('import_preview', { kind: state.kind, paths: state.paths, headers })
      const found = preview.files[file]?.sheets.find((sheet) => sheet.name === name)
      Object.assign(state, { headers, preview })
      // What was corrected by hand on other sheets stays.
      if (found) changeSheet(file, name, { ...found.mapping, chosen: true })
    },
  )

  async function remove(path: string) {
    const paths = state.paths.filter((each) => each !== path)
    if (paths.length > 0) await read.run(paths)
    else reset()
  }

  async function changeKind(kind: RosterKind) {
    if (kind === state.kind) return
    state.kind = kind
    if (state.paths.length > 0) await read.run(state.paths)
  }

  const check = useJob('import_plan', async () => {
    const { kind, paths, mappings } = state
    planned(await call('import_plan', { kind, paths, mappings }))
    state.done = null
    state.step = 2
  })

  const decide = useJob('import_plan', async (rows: RowRef[], decision: RowDecision | null) => {
    planned(await call('import_decide', { decisions: rows.map((at) => ({ at, decision })) }))
  })

  const confirm = useJob('import_confirm', async () => {
    state.done = await call('import_confirm')
    state.undone = false
    state.step = 3
  })

  return {
    state,
    reset,
    keepFor,
    changeSheet,
    choose,
    read,
    showHeader,
    remove,
    changeKind,
    check,
    decide,
    confirm,
    ready: computed(() => takesAny(state.mappings)),
  }
}
