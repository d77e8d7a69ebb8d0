/** Moments as people read them, on the laptop's own clock. */
import { formatDay } from './form/days'

const two = (part: number) => String(part).padStart(2, '0')

/** The day of `wall`, milliseconds since 1970, as ISO text. */
export function isoDay(wall: number): string {
  const at = new Date(wall)
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}

/** The day of `wall` as a sentence writes it. */
export function dayOf(wall: number): string {
  return formatDay(isoDay(wall))
}

/** The day and the minute of `wall`. */
export function momentOf(wall: number): string {
  const at = new Date(wall)
  return `${dayOf(wall)} ${two(at.getHours())}:${two(at.getMinutes())}`
}
