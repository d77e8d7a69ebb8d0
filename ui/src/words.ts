/** The Chinese words of the program, shared with the command line and paper. A missing key does not compile. */
import words from '@assets/words/zh-CN.json'

export { words }

/** Puts `params` into the `{name}` places of a sentence; a place without a value stays visible. */
export function fill(sentence: string, params: Record<string, unknown> = {}): string {
  return sentence.replace(/\{(\w+)\}/g, (place, name: string) => {
    const value = params[name]
    return value === undefined || value === null ? place : String(value)
  })
}

/** One choice of a code list. */
export interface CodeWord {
  code: number
  word: string
}

const lists: Record<string, Record<string, string>> = words.codes

/** The word of `code` in the code list `list`; the number itself if this program does not know it. */
export function codeWord(list: string, code: unknown): string {
  return lists[list]?.[String(code)] ?? String(code)
}

/** Every code of `list` with its word, ascending. */
export function codeWords(list: string): CodeWord[] {
  return Object.entries(lists[list] ?? {}).map(([code, word]) => ({ code: Number(code), word }))
}
