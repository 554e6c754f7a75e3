import type { Effect } from './call.ts'

export interface Counts {
  readonly calls: number
  readonly effects: number
}

export interface TallyReport extends Counts {
  readonly keys: number
  readonly bodyIds: number
  /** Keys and body ids with more than one effect; the first hundred of each. */
  readonly doubledKeys: readonly string[]
  readonly doubledBodyIds: readonly string[]
}

type Counted = { calls: number; effects: number }
type Identified = { readonly key: string | null; readonly bodyId: string | null }

const doubledMax = 100
/** Beyond this many keys or body ids the target refuses calls: a count that forgets would prove nothing. */
export const identitiesMax = 5_000_000

/** Counts calls and effects, in all and by key and body id; decides what is a repeat. No I/O, no clock. */
export class Tally {
  readonly byKey = new Map<string, Counted>()
  readonly byBodyId = new Map<string, Counted>()
  readonly #total: Counted = { calls: 0, effects: 0 }
  readonly #identitiesMax: number

  constructor(max: number = identitiesMax) {
    this.#identitiesMax = max
  }

  get isFull(): boolean {
    return this.byKey.size >= this.#identitiesMax || this.byBodyId.size >= this.#identitiesMax
  }

  /** What an effect by this call would be: with keys honoured, a key's second effect is none. */
  judge({ key }: Identified, honoursKeys: boolean): 'applied' | 'repeated' {
    const before = key === null ? 0 : (this.byKey.get(key)?.effects ?? 0)
    return honoursKeys && before > 0 ? 'repeated' : 'applied'
  }

  add({ key, bodyId }: Identified, effect: Effect): void {
    count(this.#total, effect)
    if (key !== null) count(entry(this.byKey, key), effect)
    if (bodyId !== null) count(entry(this.byBodyId, bodyId), effect)
  }

  report(): TallyReport {
    return {
      ...this.#total,
      keys: this.byKey.size,
      bodyIds: this.byBodyId.size,
      doubledKeys: doubled(this.byKey),
      doubledBodyIds: doubled(this.byBodyId),
    }
  }
}

function entry(counts: Map<string, Counted>, id: string): Counted {
  const found = counts.get(id) ?? { calls: 0, effects: 0 }
  counts.set(id, found)
  return found
}

function count(counted: Counted, effect: Effect): void {
  counted.calls += 1
  if (effect === 'applied') counted.effects += 1
}

function doubled(counts: ReadonlyMap<string, Counts>): readonly string[] {
  const ids: string[] = []
  for (const [id, { effects }] of counts) {
    if (ids.length === doubledMax) break
    if (effects > 1) ids.push(id)
  }
  return ids
}
