/** Where a new workspace goes. */

/** A folder within the home that none of the `taken` ones is: `village`, `village-2` … */
export function freeFolder(kind: 'village' | 'township', taken: string[]): string {
  let name: string = kind
  for (let count = 2; taken.includes(name); count++) name = `${kind}-${count}`
  return name
}
