import type { NumberReader, NumberWriter } from './text-numbers.ts'

/** Where one term stands: occurrence `n` is at `places[n]` of event `ids[n]`. */
export interface Occurrences {
  readonly ids: number[]
  /** 0: it stands at no place of the data. */
  readonly places: number[]
}

export const noOccurrences = (): Occurrences => ({ ids: [], places: [] })

/** By event and place, each once. */
export function inOrder(occurrences: Occurrences): Occurrences {
  const { ids, places } = occurrences
  const follows = (at: number): boolean => {
    const [id = 0, before = 0] = [ids[at], ids[at - 1]]
    return id > before || (id === before && (places[at] ?? 0) > (places[at - 1] ?? 0))
  }
  if (ids.every((_, at) => at === 0 || follows(at))) return occurrences
  const order = Array.from(ids.keys()).sort((a, b) => {
    const difference = (ids[a] ?? 0) - (ids[b] ?? 0)
    return difference === 0 ? (places[a] ?? 0) - (places[b] ?? 0) : difference
  })
  const sorted = noOccurrences()
  for (const at of order) {
    const [id = 0, place = 0] = [ids[at], places[at]]
    if (id === sorted.ids.at(-1) && place === sorted.places.at(-1)) continue
    sorted.ids.push(id)
    sorted.places.push(place)
  }
  return sorted
}

/**
 * Writes occurrences that are in order from one on, until there are so many characters or no more; gives the one to go on from.
 * An event's number is told as how much it is above the one before, the first above `base`; its places likewise, each
 * with a bit that says whether there is another.
 */
export function writeOccurrences(
  { ids, places }: Occurrences,
  from: number,
  { base, writer, lengthMax }: { readonly base: number; readonly writer: NumberWriter; readonly lengthMax: number },
): number {
  let id = base
  let at = from
  while (at < ids.length && (at === from || writer.length < lengthMax)) {
    const own = ids[at] ?? 0
    writer.put(own - id)
    id = own
    let place = 0
    let more: boolean
    do {
      const here = places[at] ?? 0
      at += 1
      more = ids[at] === own && writer.length < lengthMax
      writer.put(2 * (here - place) + (more ? 1 : 0))
      place = here
    } while (more)
  }
  return at
}

/** Reads what {@link writeOccurrences} wrote, up to a character, and adds it to what there is. */
export function readOccurrences(reader: NumberReader, end: number, base: number, { ids, places }: Occurrences): void {
  let id = base
  while (reader.at < end) {
    id += reader.next()
    let place = 0
    let more = true
    while (more) {
      const told = reader.next()
      more = told % 2 === 1
      place += Math.floor(told / 2)
      ids.push(id)
      places.push(place)
    }
  }
}
