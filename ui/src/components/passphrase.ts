/** Whether a passphrase will do, said while it is typed. The program itself only refuses short ones. */

/** Characters of the shortest passphrase. */
export const SHORTEST = 8

/** How many characters are missing. */
export function missing(passphrase: string): number {
  return Math.max(0, SHORTEST - [...passphrase].length)
}

/** Whether it is easily guessed: one or two characters over and over, digits in a row, a day or a telephone number. */
export function isEasy(passphrase: string): boolean {
  const characters = [...passphrase.trim()]
  if (new Set(characters).size <= 2) return true
  if (!/^\d+$/.test(passphrase)) return false
  const steps = new Set(characters.slice(1).map((digit, at) => Number(digit) - Number(characters[at])))
  const inRow = steps.size === 1
  return inRow || /^(19|20)\d{6}$/.test(passphrase) || /^1[3-9]\d{9}$/.test(passphrase)
}
