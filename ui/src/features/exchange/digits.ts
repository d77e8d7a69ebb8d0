/** Digits of a fingerprint as they are typed: in groups of six, as they are read out. */

/** The digits typed so far, half-width and in groups; anything else that was typed stays visible where it is. */
export function grouped(typed: string): string {
  const plain = typed.normalize('NFKC').replace(/[\s\-‐-―−]/g, '')
  return plain.replace(/(.{6})(?=.)/g, '$1 ')
}
