/** The command table as the window sees it. */
import type { Commands } from './contract'
import { run } from './shell'

/** Every command; stopping the running job is answered beside the table. */
interface Table extends Commands {
  cancel: { request: object; answer: object }
}

type ChangedListener = (features: string[]) => void

const listeners = new Set<ChangedListener>()

/**
 * Runs `command` of the command table; rejects with a `CallError`.
 *
 * An answer with a list `changed` names the features whose lists and pages are out of date.
 */
export async function call<Name extends keyof Table>(
  command: Name,
  request: Table[Name]['request'] = {} as Table[Name]['request'],
): Promise<Table[Name]['answer']> {
  const answer = await run<Table[Name]['answer']>('call', { command, request })
  const changed = (answer as { changed?: unknown } | null)?.changed
  if (Array.isArray(changed)) listeners.forEach((listener) => listener(changed.map(String)))
  return answer
}

/** Calls `listener` with the features that a command changed; answers how to stop. */
export function onChanged(listener: ChangedListener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
