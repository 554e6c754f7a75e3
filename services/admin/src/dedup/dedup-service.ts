import type { ServiceImpl } from '@connectrpc/connect'
import { EffectState, type DedupService, type DeliveryKey } from '@millrace/protocol/admin'
import type { RememberedDelivery } from '@millrace/ledger'
import { invalid } from '../rpc/admin-fault.ts'
import type { LedgerDoor } from './ledger-door.ts'

const stateOf = { free: EffectState.FREE, claimed: EffectState.CLAIMED, done: EffectState.DONE } as const

/** What is remembered so that nothing happens twice. */
export function dedupService(door: LedgerDoor, nowUs: () => number): ServiceImpl<typeof DedupService> {
  return {
    async lookup({ key }) {
      const { lookUpDelivery, lookUpEffects } = await import('@millrace/ledger')
      const redis = await door.redis()
      switch (key.case) {
        case 'delivery': {
          const known = await lookUpDelivery(redis, identityOf(key.value))
          return { known: { case: 'delivery', value: remembered(known, nowUs()) } }
        }
        case 'invocationId': {
          const [effect] = await lookUpEffects(redis, [key.value])
          const { kind = 'free' } = effect ?? {}
          const note = effect?.kind === 'done' ? effect.note : ''
          return { known: { case: 'effect', value: { state: stateOf[kind], note } } }
        }
        case undefined:
        default:
          throw invalid('key', 'give a delivery or an invocation id')
      }
    },
    async forget({ delivery }) {
      if (delivery === undefined) throw invalid('delivery', 'must be set')
      const { forgetDelivery } = await import('@millrace/ledger')
      return { forgotten: await forgetDelivery(await door.redis(), identityOf(delivery)) }
    },
  }
}

/** As dedup names a delivery. */
function identityOf({ namespace, eventSource, eventName, deliveryId }: DeliveryKey): readonly string[] {
  return [namespace, eventSource, eventName, deliveryId]
}

function remembered(known: RememberedDelivery | undefined, nowUs: number) {
  if (known === undefined) return { known: false, seq: 0n, nth: 0, forgottenAtUs: 0n }
  const { position, forMs } = known
  const [seq = '0', nth = '0'] = position.split('.')
  return { known: true, seq: BigInt(seq), nth: Number(nth), forgottenAtUs: BigInt(Math.round(nowUs + forMs * 1_000)) }
}
