import { randomBytes } from 'node:crypto'
import type { LedgerRedis } from './open-redis.ts'

/** What a claim on an effect found. */
export type EffectClaim =
  /** The caller may act. `uncertain`: a former holder's lease ran out without a word; it may have acted. */
  | { readonly kind: 'granted'; readonly token: number; readonly uncertain: boolean }
  /** Somebody else is acting. */
  | { readonly kind: 'held'; readonly forMs: number }
  /** The effect is recorded. */
  | { readonly kind: 'done'; readonly note: string }

/** A claim that is held. */
export interface HeldEffect {
  readonly id: string
  readonly token: number
}

/** How a held claim ends. */
export type Settlement =
  /** The effect is there (or given up for good); `note` says what became of it, at most {@link noteLengthMax} characters. */
  | (HeldEffect & { readonly kind: 'done'; readonly note: string })
  /** Nothing happened that counts; anybody may claim again. */
  | (HeldEffect & { readonly kind: 'free' })

/** Length of a note at most; longer ones are cut. */
export const noteLengthMax = 1024

/**
 * The ledger of effects: each invocation id moves free → claimed → done under a lease with a fencing token. All calls
 * are batched and answer in order.
 */
export interface EffectLedger {
  claim(ids: readonly string[], owner: string, leaseMs: number): Promise<EffectClaim[]>
  /** Per claim: whether it was still held. */
  renew(held: readonly HeldEffect[], leaseMs: number): Promise<boolean[]>
  /** Per settlement: false when the claim had passed to another holder; nothing is written then. */
  settle(settlements: readonly Settlement[]): Promise<boolean[]>
}

/** The ledger on Redis. A key is remembered for `windowMs`. */
export function redisLedger(redis: LedgerRedis, windowMs: number): EffectLedger {
  // Unique per call, so that only a call that is repeated finds its own claim; drawn once, since a draw costs a system call.
  const nonce = randomBytes(9).toString('base64url')
  let calls = 0
  return {
    async claim(ids, owner, leaseMs) {
      if (ids.length === 0) return []
      const holder = `${owner}#${nonce}.${(calls += 1)}`
      const reply = await redis.claimEffects(ids.length, ...ids.map(effectKey), holder, leaseMs, windowMs)
      return ids.map((_, index) => readClaim(reply.slice(index * 5, index * 5 + 5)))
    },
    async renew(held, leaseMs) {
      if (held.length === 0) return []
      const tokens = held.map((one) => one.token)
      const reply = await redis.renewEffects(
        held.length,
        ...held.map((one) => effectKey(one.id)),
        leaseMs,
        windowMs,
        ...tokens,
      )
      return reply.map((renewed) => renewed === 1)
    },
    async settle(settlements) {
      if (settlements.length === 0) return []
      const keys = settlements.map((one) => effectKey(one.id))
      const args = settlements.flatMap((one) =>
        one.kind === 'done' ? [one.token, 'd', one.note.slice(0, noteLengthMax)] : [one.token, 'f', ''],
      )
      const reply = await redis.settleEffects(keys.length, ...keys, windowMs, ...args)
      return reply.map((settled) => settled === 1)
    },
  }
}

/** State of an effect, read without changing it. */
export type EffectState =
  | { readonly kind: 'free' }
  | { readonly kind: 'claimed' }
  | { readonly kind: 'done'; readonly note: string }

/** Reads the states of effects, in order. */
export async function lookUpEffects(redis: LedgerRedis, ids: readonly string[]): Promise<EffectState[]> {
  if (ids.length === 0) return []
  const values = await redis.mget(ids.map(effectKey))
  return values.map((value) => {
    if (value?.startsWith('c|') === true) return { kind: 'claimed' }
    const done = /^d\|\d+\|(?<note>.*)$/su.exec(value ?? '')
    return done === null ? { kind: 'free' } : { kind: 'done', note: done.groups?.['note'] ?? '' }
  })
}

/** An effect that is known to be done. */
export interface DoneEffect {
  readonly id: string
  readonly note: string
  /** How long it is remembered yet. Milliseconds. */
  readonly forMs: number
}

/** Marks effects as done on a Redis that may have forgotten it. Per effect: whether it had. */
export async function restoreEffects(redis: LedgerRedis, effects: readonly DoneEffect[]): Promise<boolean[]> {
  if (effects.length === 0) return []
  const keys = effects.map(({ id }) => effectKey(id))
  const args = effects.flatMap(({ note, forMs }) => [forMs, note.slice(0, noteLengthMax)])
  const reply = await redis.restoreEffects(keys.length, ...keys, ...args)
  return reply.map((forgotten) => forgotten === 1)
}

function effectKey(id: string): string {
  return `effect:${id}`
}

function readClaim([granted, number, found, uncertain, note]: (string | number)[]): EffectClaim {
  if (granted === 1) return { kind: 'granted', token: Number(number), uncertain: uncertain === 1 }
  if (found === 'd') return { kind: 'done', note: String(note) }
  return { kind: 'held', forMs: Number(number) }
}
