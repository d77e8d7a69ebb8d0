/** The folders of workspaces: where a new one goes, what tells several of one name apart, and which is 示例村. */
import type { Opened } from '@/api/contract'

/** The folder of 示例村, which opens without a passphrase as long as nobody gave it another. */
export const SAMPLE = 'sample'
/** The division code of 示例村, by which a copy of it is known in any folder. */
const SAMPLE_CODE = '999001001201'

/** Whether this is 示例村 or a copy of it, the passphrase of which is no secret. */
export function isSample({ practice, code, folder }: Partial<Opened>): boolean {
  return practice === true && (folder === SAMPLE || code === SAMPLE_CODE)
}

/** A folder within the home that none of the `taken` ones is: `village`, `village-2` … */
export function freeFolder(kind: 'village' | 'township', taken: string[]): string {
  let name: string = kind
  for (let count = 2; taken.includes(name); count++) name = `${kind}-${count}`
  return name
}

/**
 * Which copy of several of one name a workspace is, from 1, as after a restore beside the old one; 0 if its name tells
 * it apart.
 */
export function copyNumber(workspace: Opened, all: Opened[]): number {
  const same = all.filter(({ kind, name, practice }) => {
    return kind === workspace.kind && name === workspace.name && practice === workspace.practice
  })
  return same.length > 1 ? same.findIndex(({ folder }) => folder === workspace.folder) + 1 : 0
}
