import { LedgerService, State } from '@millrace/protocol/dedup'
import { lookUpEffects, redisLedger, type EffectClaim, type LedgerRedis } from '@millrace/ledger'
import { RpcError, implement, type GrpcService } from '@millrace/service'

/** Keys in one call at most. */
export const keysMax = 1_000
const leaseMs = { min: 100, max: 3_600_000 }

/** Serves the effect ledger over gRPC, for whoever is not a service of the road. */
export function ledgerRpc(redis: LedgerRedis, windowMs: number): GrpcService {
  const ledger = redisLedger(redis, windowMs)
  return implement(LedgerService, {
    async claim({ keys, owner, leaseMs: lease }) {
      checkCount(keys.length)
      const claims = await ledger.claim(keys, owner, checkLease(lease))
      return { claims: claims.map(claimMessage) }
    },
    async renew({ held, leaseMs: lease }) {
      checkCount(held.length)
      return { renewed: await ledger.renew(held.map(heldEffect), checkLease(lease)) }
    },
    async commit({ held, notes }) {
      checkCount(held.length)
      const done = held.map((one, index) => ({ kind: 'done', ...heldEffect(one), note: notes[index] ?? '' }) as const)
      return { committed: await ledger.settle(done) }
    },
    async release({ held }) {
      checkCount(held.length)
      return { released: await ledger.settle(held.map((one) => ({ kind: 'free', ...heldEffect(one) }) as const)) }
    },
    async lookUp({ keys }) {
      checkCount(keys.length)
      const states = await lookUpEffects(redis, keys)
      return {
        states: states.map((one) => ({ state: stateOf[one.kind], note: one.kind === 'done' ? one.note : '' })),
      }
    },
  })
}

const stateOf = { free: State.FREE, claimed: State.CLAIMED, done: State.DONE } as const

function heldEffect({ key, token }: { key: string; token: bigint }) {
  return { id: key, token: Number(token) }
}

function claimMessage(claim: EffectClaim) {
  switch (claim.kind) {
    case 'granted':
      return {
        granted: true,
        token: BigInt(claim.token),
        found: claim.uncertain ? State.CLAIMED : State.FREE,
        uncertain: claim.uncertain,
      }
    case 'held':
      return { granted: false, found: State.CLAIMED, heldForMs: BigInt(claim.forMs) }
    case 'done':
      return { granted: false, found: State.DONE, note: claim.note }
    default:
      return claim satisfies never
  }
}

function checkCount(count: number): void {
  if (count > keysMax) throw new RpcError('invalid-argument', `${count} keys; at most ${keysMax} fit in one call`)
}

function checkLease(lease: bigint): number {
  const ms = Number(lease)
  if (ms >= leaseMs.min && ms <= leaseMs.max) return ms
  throw new RpcError('invalid-argument', `lease_ms is ${lease}; it must be ${leaseMs.min} to ${leaseMs.max}`)
}
