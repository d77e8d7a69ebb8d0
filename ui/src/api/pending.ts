/* eslint-disable */
import type { Opened } from './contract'
import { call as plain } from './call'

export interface Division { code: string; name: string }
export interface RestorePreview { kind: 'village' | 'township'; name: string; code: string; practice: boolean; at: number }
export interface BackedUp { path: string; bytes: number; entries: number; records: number; digest: string; at: number }
export interface BackupState { last?: number | null; name?: string | null; entries_since: number }

interface Pending {
  sample_open: { request: object; answer: Opened }
  backup: { request: { path: string }; answer: BackedUp }
  backup_state: { request: object; answer: BackupState }
  restore: { request: { file: string; folder: string; passphrase: string }; answer: Opened }
  restore_preview: { request: { file: string }; answer: RestorePreview }
  divisions: { request: { parent?: string }; answer: { divisions: Division[] } }
}

export const call = plain as typeof plain & (<K extends keyof Pending>(command: K, request?: Pending[K]['request']) => Promise<Pending[K]['answer']>)
