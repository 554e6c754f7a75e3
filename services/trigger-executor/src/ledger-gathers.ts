import {
  reserveSlots,
  type EffectClaim,
  type EffectLedger,
  type LedgerRedis,
  type Settlement,
  type SlotRequest,
} from '@millrace/ledger'
import { slotGraceMs, slotHorizonMs } from './admit.ts'
import { Gather } from './gather.ts'

const retryMs = 200

/**
 * Claims that are asked for together are one call. `owner` says who claims, for people who look into the ledger. Settlements
 * that wait go along with it: one write, one wake-up of Redis and one of this process less.
 */
export function claimerOn(
  ledger: EffectLedger,
  owner: string,
  leaseMs: number,
  settler: Gather<Settlement, boolean>,
): Gather<string, EffectClaim> {
  return new Gather(0, (ids) => {
    settler.hurry()
    return ledger.claim(ids, owner, leaseMs)
  })
}

/**
 * Settlements that come together are one call: nobody waits for them but an ack. The wait is short, since a crash within
 * it leaves effects open. While the ledger refuses (loading, full) it goes on trying: an effect that is there must not be
 * left unrecorded.
 */
export function settlerOn(
  ledger: EffectLedger,
  gatherMs: number,
  onFault: (fault: unknown) => void,
): Gather<Settlement, boolean> {
  return new Gather(gatherMs, async (settlements) => {
    for (;;) {
      try {
        return await ledger.settle(settlements)
      } catch (fault) {
        onFault(fault)
      }
      await new Promise((resolve) => setTimeout(resolve, retryMs))
    }
  })
}

/** Slots that are asked for together are one call. Milliseconds until the slot; -1: none is near enough. */
export function rateOn(redis: LedgerRedis): Gather<SlotRequest, number> {
  return new Gather(0, async (requests) => {
    const waits = await reserveSlots(redis, requests, { horizonMs: slotHorizonMs, graceMs: slotGraceMs })
    return waits.map((wait) => wait ?? -1)
  })
}
