/** An act in words: what was done, and to whom. */
import type { Act } from '@/api/contract'
import { fill, words } from '@/words'

const history = words.window.history
/** Acts whose word does not say what they were done to: 录入, 删除, 从回收站恢复, 修改. */
const BARE = [1, 4, 5, 8]

/** What was done, such as the deletion of a visit. */
export function doneOf({ code, what, kind }: Act): string {
  return BARE.includes(code) ? what + kind : what
}

/** Whom or what it was about; of several the first, and how many. */
export function aboutOf({ about, count, households }: Act): string {
  if (count > 1) return fill(history.aboutOthers, { about, count })
  return households > 1 ? fill(history.aboutHouseholds, { about, count: households }) : about
}

/** Both in one line. */
export function lineOf(act: Act): string {
  return [doneOf(act), aboutOf(act)].filter(Boolean).join(' ')
}
