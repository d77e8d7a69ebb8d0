/** Correcting by hand what was found in a sheet. */
import type { ColumnPreview, ImportFile, Mapping, RosterKind, SheetMapping } from '@/api/contract'

/** The target of columns that are known and not imported; any number of columns may have it. */
export const IGNORED = 'ignored'

/** How sure it is what a column holds. */
export type Certainty = 'sure' | 'guess' | 'unknown' | 'byHand'

/** The mappings that the program suggests for `files`. */
export function suggested(kind: RosterKind, files: ImportFile[]): Mapping[] {
  return files.map((file) => ({ kind, sheets: file.sheets.map((sheet) => sheet.mapping) }))
}

/** `sheet` with `column` holding `target`, or nothing; no two columns hold the same. */
export function assigned(sheet: SheetMapping, column: number, target: string | null): SheetMapping {
  const others = Object.entries(sheet.columns).filter(
    ([index, held]) => Number(index) !== column && (held !== target || target === IGNORED),
  )
  const all = target ? [...others, [String(column), target] as const] : others
  return { ...sheet, columns: Object.fromEntries(all) }
}

/** `mappings` with the sheet `name` of the file `file` changed by `part`. */
export function withSheet(
  mappings: Mapping[],
  file: number,
  name: string,
  part: Partial<SheetMapping>,
): Mapping[] {
  return mappings.map((mapping, at) => {
    if (at !== file) return mapping
    return {
      ...mapping,
      sheets: mapping.sheets.map((sheet) => (sheet.name === name ? { ...sheet, ...part } : sheet)),
    }
  })
}

/** How sure it is that the column `found` holds what `sheet` says. */
export function certainty(found: ColumnPreview, sheet: SheetMapping): Certainty {
  const held = sheet.columns[found.index] ?? null
  if (held !== (found.target ?? null)) return 'byHand'
  if (held === null) return 'unknown'
  return found.confidence >= 100 ? 'sure' : 'guess'
}

/** Whether any sheet is imported at all. */
export function takesAny(mappings: Mapping[]): boolean {
  return mappings.some((mapping) => mapping.sheets.some((sheet) => sheet.chosen))
}
