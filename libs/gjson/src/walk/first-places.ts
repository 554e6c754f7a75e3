/** A longer text is not remembered, since it stays until another one is looked into. Characters. */
const keptLengthMax = 65_536

interface Seen {
  readonly json: string
  /** Key → where its first member begins. */
  readonly places: Map<string, number>
}

let last: Seen | undefined

/**
 * Where the search for a member of the outermost object may begin, instead of `from`: several paths into one event mostly
 * lead through the same member, and what stands before it need not be read again.
 */
export function firstPlace(json: string, key: string, from: number): number {
  return last?.json === json ? (last.places.get(key) ?? from) : from
}

/** The first member with this key begins at `place`. */
export function rememberPlace(json: string, key: string, place: number): void {
  if (json.length > keptLengthMax) return
  if (last?.json !== json) last = { json, places: new Map() }
  if (!last.places.has(key)) last.places.set(key, place)
}
