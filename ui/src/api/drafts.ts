/** Half-typed forms, kept in the workspace. */
import { call } from './call'

/** Reads and writes drafts by the form's name. */
export const drafts = {
  load: async (name: string): Promise<unknown> => (await call('draft', { name })).json,
  save: async (name: string, json: unknown): Promise<void> => void (await call('draft_save', { name, json })),
}
