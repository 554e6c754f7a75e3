import type { NumberReader, NumberWriter } from './text-numbers.ts'

/** Where one term stands: occurrence `n` is at `places[n]` of event `ids[n]`. */
export interface Occurrences {
  readonly ids: number[]
  /** 0: it stands at no place of the data. */
  readonly places: number[]
}

/** Occurrences of one term that were written together. */
export interface Run {
  /** The lowest number of its events. */
  readonly first: number
  /** Its places there, then of each other event how much its number is above the one before, and its places. */
  readonly body: string
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

/** Occurrences in the order of their events and places: number `n` is at `places[n]` of event `ids[events[n]]`. */
export interface OrderedOccurrences {
  readonly ids: readonly number[]
  readonly events: Int32Array
  readonly places: Int32Array
}

/** Writes those from one on to another as runs of `lengthMax` characters at most, about. A place has a bit that says whether there is another. */
export function runsOf(
  { ids, events, places }: OrderedOccurrences,
  from: number,
  until: number,
  { writer, lengthMax }: { readonly writer: NumberWriter; readonly lengthMax: number },
): Run[] {
  const runs: Run[] = []
  for (let at = from; at < until;) {
    let event = events[at] ?? 0
    const first = ids[event] ?? 0
    let id = first
    do {
      event = events[at] ?? 0
      const own = ids[event] ?? 0
      if (own > id) writer.put(own - id)
      id = own
      let place = 0
      let more: boolean
      do {
        const here = places[at] ?? 0
        at += 1
        more = at < until && events[at] === event && writer.length < lengthMax
        writer.put(2 * (here - place) + (more ? 1 : 0))
        place = here
      } while (more)
      // A run that is full within an event goes on with that event as another run.
    } while (at < until && writer.length < lengthMax && events[at] !== event)
    runs.push({ first, body: writer.take() })
  }
  return runs
}

/** Reads a run, up to a character, and adds it to what there is. */
export function readRun(reader: NumberReader, end: number, first: number, { ids, places }: Occurrences): void {
  let id = first
  for (let isFirst = true; reader.at < end; isFirst = false) {
    if (!isFirst) id += reader.next()
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
