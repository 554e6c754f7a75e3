import type { KeptFate, PlacedFate } from './driver.ts'
import { endWords, supersedes } from './ends.ts'
import { termOf } from './project/terms.ts'
import type { Fate } from './rows.ts'

/** What becomes of an event's fates by what is told now. */
export interface Merged {
  readonly fates: readonly PlacedFate[]
  readonly gone: readonly PlacedFate[]
  /** Undefined: what the event is found by stays as it is. */
  readonly terms: string | undefined
}

/** Invocations and created things of one event that it is found by. */
const termsMax = 2_000

/**
 * Merges what is told now about one event into what was told before: a later or weightier end of an invocation takes the
 * place of the one before, and what waited and has fired waits no more.
 */
export function mergeFates(id: number, told: readonly Fate[], kept: readonly KeptFate[]): Merged {
  const [only] = told
  if (only !== undefined && told.length === 1 && kept.length === 0) return alone(id, only)
  const before = new Map<string, Fate | KeptFate>(kept.map((fate) => [keyOf(fate), fate]))
  const fresh = new Map<string, Fate>()
  for (const fate of told) {
    const key = keyOf(fate)
    const known = before.get(key)
    if (known !== undefined && !supersedes(fate, known)) continue
    const created = fate.created === '' ? (known?.created ?? '') : fate.created
    const merged = created === fate.created ? fate : { ...fate, created }
    before.set(key, merged)
    fresh.set(key, merged)
  }
  const fired = new Set<string>()
  for (const fate of before.values()) if (fate.invocationId !== '') fired.add(listenerKey(fate))
  const isOver = (fate: { readonly end: number } & ListenerOf): boolean =>
    fate.end === endWords['waiting'] && fired.has(listenerKey(fate))
  const gone = kept.filter((fate) => fate.invocationId === '' && isOver(fate))
  const fates = [...fresh.values()].filter((fate) => fate.invocationId !== '' || !isOver(fate))
  const isFound = fates.some(({ invocationId, created }) => invocationId !== '' || created !== '')
  return {
    fates: fates.map((fate) => ({ id, fate })),
    gone: gone.map((fate) => ({ id, fate: { ...fate, note: '', outcome: undefined } })),
    terms: isFound ? termsOf(before.values()) : undefined,
  }
}

/** What most events come to: one end, and nothing was told before. */
function alone(id: number, fate: Fate): Merged {
  const isFound = fate.invocationId !== '' || fate.created !== ''
  return { fates: [{ id, fate }], gone: [], terms: isFound ? termsOf([fate]) : undefined }
}

type ListenerOf = Pick<Fate, 'namespace' | 'sensor' | 'trigger' | 'dependency'>

const listenerKey = ({ namespace, sensor, trigger, dependency }: ListenerOf): string =>
  `${namespace}\0${sensor}\0${trigger}\0${dependency}`
const keyOf = (fate: ListenerOf & Pick<Fate, 'invocationId'>): string => `${listenerKey(fate)}\0${fate.invocationId}`

function termsOf(fates: Iterable<Fate | KeptFate>): string {
  const terms = new Set<string>()
  for (const { invocationId, created } of fates) {
    if (terms.size >= termsMax) break
    if (invocationId !== '') terms.add(termOf('invocation', invocationId))
    if (created !== '') terms.add(termOf('created', created))
  }
  return [...terms].join(' ')
}
