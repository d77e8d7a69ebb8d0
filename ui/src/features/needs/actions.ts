/** What may be done next about a need, and how it is offered. */
import type { NeedPage, RecordView } from '@/api/contract'
import type { FieldDescriptor } from '@/api/descriptors'
import type { Changes } from '@/components/form/changes'
import { formatDay } from '@/components/form/days'
import { codeWord, words } from '@/words'

const needs = words.window.needs

/** Actions of the village, of the code list `step_action`. */
export const STEP = {
  accept: 2,
  handle: 4,
  resolve: 5,
  escalate: 6,
  followUp: 8,
  close: 9,
  redo: 10,
  resume: 12,
}
/** Actions of the township, of the code list `answer_action`. */
export const ANSWER = { accept: 1, handle: 2, reply: 3 }

const DISSATISFIED = 3
/** By state the step that usually comes next. */
const USUAL: Record<number, number> = {
  2: STEP.accept,
  3: STEP.handle,
  4: STEP.resolve,
  8: STEP.followUp,
  9: STEP.close,
  11: STEP.close,
  12: STEP.resume,
}
const USUAL_OF_TOWNSHIP: Record<number, number> = { 5: ANSWER.accept, 6: ANSWER.handle, 7: ANSWER.reply }

/** Who acts. */
export type Side = 'village' | 'township'

/** What may be done next. */
export interface NextActions {
  /** The step that usually comes next; none if it is the other side's turn or nothing is left to do. */
  first: number | null
  others: number[]
}

/** The actions that the program allows on this page, the usual one first. */
export function nextActions(page: NeedPage, side: Side): NextActions {
  const all = side === 'township' ? page.township_actions : page.village_actions
  const usual =
    side === 'township' ? USUAL_OF_TOWNSHIP[page.state] : isDissatisfied(page) ? STEP.redo : USUAL[page.state]
  const first = all.find((action) => action === usual) ?? null
  return { first, others: all.filter((action) => action !== first) }
}

/** Whether the last follow-up found the villager dissatisfied, and nobody has acted on it. */
function isDissatisfied(page: NeedPage): boolean {
  const last = page.steps.at(-1)
  return (
    last?.kind === 'step' && last.values.action === STEP.followUp && last.values.satisfaction === DISSATISFIED
  )
}

/** An action in one or a few words. */
export function actionWord(side: Side, action: number): string {
  const own: Record<string, string> = needs.township
  return side === 'township' ? (own[action] ?? '') : codeWord('step_action', action)
}

/** The fields that an action asks for, with a hint where one helps. */
export function fieldsOf(page: NeedPage, action: number): FieldDescriptor[] {
  const hints: Record<string, string> = needs.hints
  const form = page.forms.find((one) => one.action === action)
  const hint = ({ name, required }: FieldDescriptor) =>
    (required ? hints[`${name}_required`] : undefined) ??
    (action === STEP.close ? hints[`${name}_close`] : undefined) ??
    hints[name]
  return ((form?.fields ?? []) as FieldDescriptor[]).map((field) => ({ ...field, hint: hint(field) }))
}

/** What a form of these fields begins with: today, and who works here. */
export function presetOf(fields: FieldDescriptor[], today: string, operator: string): Changes {
  const known: Changes = { date: today, ...(operator === '' ? {} : { by: operator }) }
  return Object.fromEntries(
    Object.entries(known).filter(([name]) => fields.some((field) => field.name === name)),
  )
}

/** The last thing done about the need, if this side did it: only that can be deleted without leaving a gap. */
export function lastOwn(page: NeedPage, side: Side): RecordView | null {
  const last = page.steps.at(-1)
  return last?.kind === (side === 'township' ? 'answer' : 'step') ? last : null
}

/** The township's last reply in a few words; empty if it owes one, nothing if the need was not brought before it. */
export function lastAnswer({ steps }: NeedPage): string | undefined {
  const reply = steps.filter(({ kind, values }) => kind === 'answer' && values.action === ANSWER.reply).at(-1)
  if (reply) return [formatDay(reply.values.date), reply.values.text].filter(Boolean).join(' ')
  return steps.some(({ kind, values }) => kind === 'step' && values.action === STEP.escalate) ? '' : undefined
}
