import { hash } from 'node:crypto'
import type { LedgerRedis } from './open-redis.ts'

/** A delivery that wants to pass. */
export interface DeliveryClaim {
  /** What makes the delivery unique: namespace, event source, event name and delivery id. */
  readonly identity: readonly string[]
  /** Where the message stands: `<sequence>.<index>`. A message that is redelivered comes with the same position. */
  readonly position: string
  /** How long a second delivery counts as the same one. Milliseconds. */
  readonly windowMs: number
}

/**
 * Claims deliveries by id. Per claim: true when it may pass, also when this very position claimed it before, so that a
 * crash between claim and publish repairs itself; false when another position had it.
 */
export function claimDeliveries(redis: LedgerRedis, claims: readonly DeliveryClaim[]): Promise<boolean[]> {
  return ask(claims, (keys, ...rest) => redis.claimDeliveries(keys, ...rest))
}

/** Claims again for those who are known to have passed, on a Redis that may have forgotten it. Per claim: whether it had. */
export function restoreDeliveries(redis: LedgerRedis, claims: readonly DeliveryClaim[]): Promise<boolean[]> {
  return ask(claims, (keys, ...rest) => redis.restoreDeliveries(keys, ...rest))
}

async function ask(claims: readonly DeliveryClaim[], script: LedgerRedis['claimDeliveries']): Promise<boolean[]> {
  if (claims.length === 0) return []
  const keys = claims.map((claim) => deliveryKey(claim.identity))
  const args = claims.flatMap((claim) => [claim.position, claim.windowMs])
  const reply = await script(keys.length, ...keys, ...args)
  return reply.map((passed) => passed === 1)
}

/** What is remembered of a delivery id. */
export interface RememberedDelivery {
  /** Where the message stands that it first came in: `<sequence>.<index>`. */
  readonly position: string
  /** How long it is remembered yet. Milliseconds. */
  readonly forMs: number
}

/** Reads what is remembered of a delivery id, without changing it; undefined: nothing, the next delivery passes. */
export async function lookUpDelivery(
  redis: LedgerRedis,
  identity: readonly string[],
): Promise<RememberedDelivery | undefined> {
  const key = deliveryKey(identity)
  const [position, forMs] = await Promise.all([redis.get(key), redis.pttl(key)])
  return position === null ? undefined : { position, forMs: Math.max(0, forMs) }
}

/** Forgets a delivery id: the next delivery with it passes. False where nothing was remembered. */
export async function forgetDelivery(redis: LedgerRedis, identity: readonly string[]): Promise<boolean> {
  return (await redis.del(deliveryKey(identity))) > 0
}

/** A key of fixed length whatever the id: 132 bits of SHA-256 over the length-prefixed parts. */
function deliveryKey(identity: readonly string[]): string {
  const text = identity.map((part) => `${part.length}:${part}`).join('')
  return `delivery:${hash('sha256', text, 'base64url').slice(0, 22)}`
}
