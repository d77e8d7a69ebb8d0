/** What a new workspace is asked first. */
import type { Division } from '@/api/contract'

/** As it is typed. */
export interface Basics {
  name: string
  operator: string
  /** The township that it lies in, or is. */
  township: Division | null
  /** The last three digits of a village's code. */
  digits: string
  practice: boolean
}

/** Nothing typed yet. */
export const NO_BASICS: Basics = { name: '', operator: '', township: null, digits: '', practice: false }

/** What still has to be put right, by field. */
export interface BasicsFaults {
  name: boolean
  operator: boolean
  digits: boolean
}

/** What is missing or wrong. */
export function faultsOf(basics: Basics): BasicsFaults {
  const digits = basics.digits.normalize('NFKC').trim()
  return {
    name: basics.name.trim() === '',
    operator: basics.operator.trim() === '',
    digits: digits !== '' && !/^\d{3}$/.test(digits),
  }
}

/** The 12-digit division code; empty if it is not known whole. */
export function codeOf(basics: Basics, kind: 'village' | 'township'): string {
  if (!basics.township) return ''
  const township = basics.township.code.padEnd(9, '0').slice(0, 9)
  if (kind === 'township') return `${township}000`
  const digits = basics.digits.normalize('NFKC').trim()
  return /^\d{3}$/.test(digits) ? township + digits : ''
}
