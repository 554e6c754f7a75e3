import type { CasBucket } from '@millrace/bus'
import { allWhole, copiesOf, removeCopies, slim } from './copies.ts'
import { decodeJoin, encodeJoin } from './join-codec.ts'
import { copyPattern, statePattern } from './join-key.ts'
import type { JoinDeps } from './join-loop.ts'
import type { Join, JoinName, JoinRules } from './join.ts'
import { withoutOwed } from './settle-owed.ts'
import { isOver, tidy, type Progress } from './tidy.ts'

/** What a sweep works with. */
export interface SweepDeps extends Pick<JoinDeps, 'bucket' | 'idOf' | 'nowMs' | 'storeOwed'> {
  /** The rules of a join; undefined: there is no such trigger, or it does not join. */
  readonly rulesOf: (name: JoinName) => JoinRules | undefined
  /** How far the router is with the record that a join hears; undefined where the bus does not tell. */
  readonly progressOf: (name: JoinName) => Promise<Progress | undefined>
  /** Told about a state that cannot be read or changed; the others are swept all the same. */
  readonly onFault: (key: string, fault: unknown) => void
}

/** A firing that nobody has reported as stored for so long is stored again. Milliseconds. */
export const owedKeepMs = 30_000
/** A copy that no state names for so long is removed: its writer is gone. Milliseconds. */
export const orphanKeepMs = 600_000
const leaseKey = 'sweep'

/**
 * Goes through all joins from time to time: what passed its deadline becomes a dead letter, what a crashed replica owed
 * is stored, what nobody needs is removed. Any replica may do it, and one at a time does; should two, compare-and-set
 * keeps them apart.
 */
export class JoinSweep {
  readonly #deps: SweepDeps
  readonly #everyMs: number
  readonly #orphans = new Map<string, number>()

  constructor(deps: SweepDeps, everyMs: number) {
    this.#deps = deps
    this.#everyMs = everyMs
  }

  /** One look. Gives whether it was this replica's turn and there was something to look at. Rejects when the bus is away. */
  async sweep(): Promise<boolean> {
    const { bucket, onFault } = this.#deps
    const keys = await bucket.keys(statePattern)
    if (keys.length === 0 || !(await this.#takeTurn())) return false
    const copies = await bucket.keys(copyPattern)
    const needed = new Set<string>()
    let isWhole = true
    for (const key of keys) {
      try {
        for (const copy of copiesOf(await sweepOne(key, this.#deps))) needed.add(copy)
      } catch (fault) {
        isWhole = false
        onFault(key, fault)
      }
    }
    if (isWhole) await this.#removeOrphans(copies.filter((copy) => !needed.has(copy)))
    return true
  }

  async #takeTurn(): Promise<boolean> {
    const { bucket, nowMs } = this.#deps
    const last = await bucket.get(leaseKey)
    const sinceMs = nowMs() - Number(last === undefined ? 0 : Buffer.from(last.value).toString())
    if (sinceMs >= 0 && sinceMs < this.#everyMs * 0.9) return false
    return (await bucket.set(leaseKey, Buffer.from(String(nowMs())), last?.revision ?? 0)) !== 'conflict'
  }

  async #removeOrphans(orphans: readonly string[]): Promise<void> {
    const now = this.#deps.nowMs()
    const isNow = new Set(orphans)
    for (const key of this.#orphans.keys()) if (!isNow.has(key)) this.#orphans.delete(key)
    for (const key of orphans) {
      const since = this.#orphans.get(key) ?? now
      this.#orphans.set(key, since)
      if (now - since >= orphanKeepMs) await this.#deps.bucket.remove(key)
    }
  }
}

/** Gives the state as it is now; somebody else's change is left to the next sweep. */
async function sweepOne(key: string, deps: SweepDeps): Promise<Join> {
  const { bucket, idOf, nowMs, rulesOf, progressOf } = deps
  const found = await bucket.get(key)
  if (found === undefined) return nothing
  const join = decodeJoin(found.value)
  const rules = rulesOf(join)
  const progress = rules === undefined ? undefined : await progressOf(join)
  const tidied = tidy(join, rules, { idOf, nowMs: nowMs(), progress })
  const decided = await change(key, { join, revision: found.revision }, tidied, bucket)
  if (decided === undefined) return join
  return settle(key, decided, deps)
}

interface At {
  readonly join: Join
  readonly revision: number
}

/** Stores what is owed for too long, then drops it; an abandoned join that owes nothing any more is removed. */
async function settle(key: string, at: At, { bucket, nowMs, storeOwed }: SweepDeps): Promise<Join> {
  const { join } = at
  const due = join.owed.filter(({ reason, decidedAtMs }) => reason !== '' || nowMs() - decidedAtMs >= owedKeepMs)
  if (due.length > 0) await storeOwed(join, await allWhole(due, bucket))
  const light = withoutOwed(join, (one) => due.includes(one))
  if (isOver(join, nowMs()) && light.owed.length === 0 && light.kept.length === 0) {
    await bucket.remove(key, at.revision)
    await removeCopies(bucket, copiesOf(join))
    return nothing
  }
  return (await change(key, at, light, bucket))?.join ?? join
}

/** Undefined: somebody else was first. */
async function change(key: string, at: At, next: Join, bucket: CasBucket): Promise<At | undefined> {
  if (next === at.join) return at
  const { join, copies } = slim(next)
  for (const [copy, bytes] of copies) await bucket.put(copy, bytes)
  const revision = await bucket.set(key, encodeJoin(join), at.revision)
  if (revision === 'conflict') return undefined
  await removeCopies(bucket, copiesOf(at.join).difference(copiesOf(join)))
  return { join, revision }
}

const nothing: Join = { namespace: '', sensor: '', trigger: '', kept: [], taken: [], owed: [], abandonedAtMs: 0 }
