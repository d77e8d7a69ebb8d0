/** The recovery code as it is typed: 8 groups of 6 digits. */

/** Groups of a recovery code. */
export const GROUPS = 8
/** Digits of a group. */
export const DIGITS = 6

/** The digits in `typed`; blanks, hyphens and full-width digits are tolerated. */
export function digitsOf(typed: string): string {
  return typed.normalize('NFKC').replace(/\D/g, '')
}

/** The groups of a printed code; missing ones are empty. */
export function groupsOf(code: string): string[] {
  const digits = digitsOf(code)
  return Array.from({ length: GROUPS }, (_, at) => digits.slice(at * DIGITS, (at + 1) * DIGITS))
}

/**
 * What the groups hold after `typed` was entered in the group `at`: what is beyond six digits flows into the groups
 * behind it, so that a whole code can be pasted into the first.
 */
export function entered(groups: string[], at: number, typed: string): string[] {
  const digits = digitsOf(typed)
  const taken = Math.max(1, Math.ceil(digits.length / DIGITS))
  return groups.map((group, place) => {
    const from = (place - at) * DIGITS
    return place >= at && place < at + taken ? digits.slice(from, from + DIGITS) : group
  })
}

/** Whether every group is full. */
export function isComplete(groups: string[]): boolean {
  return groups.length === GROUPS && groups.every((group) => group.length === DIGITS)
}
