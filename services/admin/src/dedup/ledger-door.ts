import type { EffectLedger, LedgerRedis } from '@millrace/ledger'
import { ErrorReason } from '@millrace/protocol/admin'
import { setTimeout as sleep } from 'node:timers/promises'
import { adminFault } from '../rpc/admin-fault.ts'

/** The ledger as admin sees it: opened when the first question comes, for a connection and its client cost memory. */
export interface LedgerDoor extends Disposable {
  /** Resolves to a connection that stands. Rejects with `LEDGER_AWAY`. */
  redis(): Promise<LedgerRedis>
  effects(): Promise<EffectLedger>
}

export interface LedgerOptions {
  readonly url: string
  /** How long an effect is remembered. Milliseconds. */
  readonly windowMs: number
}

/** Longest wait for Redis to answer. Milliseconds. */
const readyMaxMs = 3_000
const lookMs = 50

export function ledgerDoor({ url, windowMs }: LedgerOptions): LedgerDoor {
  let opened: Promise<LedgerRedis> | undefined
  const redis = async (): Promise<LedgerRedis> => {
    opened ??= import('@millrace/ledger').then(({ openRedis }) => openRedis({ url }))
    const connection = await opened
    for (let waitedMs = 0; connection.status !== 'ready'; waitedMs += lookMs) {
      if (waitedMs >= readyMaxMs) throw adminFault(ErrorReason.LEDGER_AWAY, 'the ledger does not answer')
      await sleep(lookMs)
    }
    return connection
  }
  return {
    redis,
    async effects() {
      const { redisLedger } = await import('@millrace/ledger')
      return redisLedger(await redis(), windowMs)
    },
    [Symbol.dispose]() {
      void opened?.then((connection) => connection.disconnect())
    },
  }
}
