/** Days as people type and read them. Values are ISO text; a partial one may lack the day, or month and day. */
import { fill, words } from '@/words'

const form = words.window.form

function iso(year: number, month: number, day: number): string | null {
  const known = new Date(Date.UTC(year, (month || 1) - 1, day || 1))
  if (known.getUTCMonth() !== (month || 1) - 1 || known.getUTCDate() !== (day || 1)) return null
  if (year < 1850 || year > 2100) return null
  const two = (part: number) => String(part).padStart(2, '0')
  return [String(year), month && two(month), day && two(day)].filter(Boolean).join('-')
}

function parts(text: string): number[] {
  const digits = text.replace(/\s/g, '')
  const run = /^(\d{4})(\d{2})(\d{2})$/.exec(digits) ?? /^((?:18|19|20)\d{2})(\d{2})$/.exec(digits)
  if (run) return run.slice(1).map(Number)
  return (text.match(/\d+/g) ?? []).map(Number)
}

/**
 * The ISO text of a typed day, or `null` if it is none. Understands `20261122`, `2026.11.22`, `11-22` (in `thisYear`),
 * the Chinese way of writing and full-width digits; with `partial` also a month or a year alone.
 */
export function parseDay(typed: string, partial: boolean, thisYear: number): string | null {
  const [first, second = 0, third = 0, ...rest] = parts(typed.normalize('NFKC').trim())
  if (first === undefined || rest.length > 0) return null
  if (third) return iso(first, second, third)
  if (second && first <= 12) return iso(thisYear, first, second)
  return partial ? iso(first, second, 0) : null
}

/** The last day that a partial day can be, so that a range up to a month or year includes all of it. */
export function lastDay(value: string): string {
  const [, year, month] = /^(\d{4})(?:-(\d{2}))?$/.exec(value) ?? []
  if (!year) return value
  const last = new Date(Date.UTC(Number(year), Number(month ?? 12), 0)).getUTCDate()
  return `${year}-${month ?? '12'}-${last}`
}

/** A day as a sentence writes it; text that is no day stays as it is. */
export function formatDay(value: unknown): string {
  const text = String(value ?? '')
  const [, year, month, day] = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$/.exec(text) ?? []
  if (!year) return text
  const params = { year, month: Number(month), day: Number(day) }
  if (day) return fill(form.day, params)
  return fill(month ? form.month : form.year, params)
}
