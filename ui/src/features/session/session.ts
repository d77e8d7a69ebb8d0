/** The workspace that is open. */
import { readonly, shallowRef } from 'vue'

/** A workspace belongs to a village or to a township. */
export type WorkspaceKind = 'village' | 'township'

/** The open workspace. */
export interface Session {
  kind: WorkspaceKind
  /** The name of the village or township. */
  name: string
  /** Its division code; empty if nobody gave one. */
  code?: string
  /** Whether it is for practice only. */
  practice: boolean
}

const session = shallowRef<Session | null>(null)

/** The open workspace, `null` while there is none. */
export function useSession() {
  return {
    session: readonly(session),
    enter: (opened: Session) => (session.value = opened),
    leave: () => (session.value = null),
  }
}
