/** Why a request failed, and how it is put to the person. */
import { fill, words } from '@/words'

/** A code worded in `failures` of the words file, with the values that the wording names. */
export interface Failure {
  code: string
  params: Record<string, unknown>
}

/** What is wrong with one field of a form. */
export interface FieldError {
  field: string
  message: string
}

/** A failure in two parts: what happened, and what to do about it. */
export interface Worded {
  what: string
  next: string
}

/** A request that failed. */
export class CallError extends Error {
  constructor(readonly failure: Failure) {
    super(failure.code)
  }
}

/** The failure in whatever was thrown; anything but a failure of the program is `internal`. */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof CallError) return thrown.failure
  if (isFailure(thrown)) return { code: thrown.code, params: thrown.params ?? {} }
  return { code: 'internal', params: {} }
}

/** Whether what was thrown is a failure with one of these `codes`. */
export function failedWith(thrown: unknown, ...codes: string[]): boolean {
  const { code } = failureOf(thrown)
  return codes.includes(code)
}

/** The wording: the first sentence says what happened, the rest what to do. */
export function wordFailure(failure: Failure): Worded {
  const failures: Record<string, string> = words.failures
  const sentence = fill(failures[failure.code] ?? words.failures.internal, failure.params)
  const end = sentence.indexOf('\u3002') + 1
  return end > 0 ? { what: sentence.slice(0, end), next: sentence.slice(end) } : { what: sentence, next: '' }
}

/** The errors of single fields that a failure carries in `params.fields`. */
export function fieldErrors(failure: Failure | null): FieldError[] {
  const fields = failure?.params.fields
  return Array.isArray(fields) ? fields.filter(isFieldError) : []
}

function isFailure(thrown: unknown): thrown is Failure {
  return typeof thrown === 'object' && thrown !== null && typeof (thrown as Failure).code === 'string'
}

function isFieldError(item: unknown): item is FieldError {
  const error = item as FieldError | null
  return typeof error?.field === 'string' && typeof error.message === 'string'
}
