import { outcomesStream, readEnd, triedSubject, type Bus } from '@millrace/bus'
import { restoreEffects, restoreInBatches, type DoneEffect, type LedgerRedis } from '@millrace/ledger'
import { Result } from '@millrace/protocol/road'
import { readOutcomes } from '@millrace/protocol/wire'
import { noteOf } from './outcome.ts'

/** What {@link restoreFromOutcomes} works with. */
export interface RestoreDeps {
  readonly bus: Pick<Bus, 'connection' | 'manager'>
  readonly windowMs: number
  /** Microseconds since the Unix epoch. */
  readonly nowUs: () => number
}

/**
 * How far back OUTCOMES is read: what Redis may lose in a crash (two seconds, as it writes to its disk every second), and
 * how long an outcome may take to be stored, with much to spare. Counted from the last outcome, as none comes about while
 * Redis is away. Milliseconds.
 */
const backMs = 60_000
/** After these nothing is tried again under the same invocation id. */
const closing: ReadonlySet<number> = new Set([Result.SUCCEEDED, Result.DEAD, Result.UNCERTAIN])

/** Marks what the last minute of OUTCOMES says as done. Gives how many of them had been forgotten. */
export async function restoreFromOutcomes(redis: LedgerRedis, deps: RestoreDeps): Promise<number> {
  return restoreInBatches(doneEffects(deps), (effects) => restoreEffects(redis, effects))
}

async function* doneEffects({ bus, windowMs, nowUs }: RestoreDeps): AsyncGenerator<readonly DoneEffect[]> {
  for await (const { data } of readEnd(bus, { stream: outcomesStream, subject: triedSubject, backMs })) {
    yield readOutcomes(data).flatMap(({ outcome }): DoneEffect[] => {
      const forMs = Math.ceil(windowMs - (nowUs() - outcome.finishedAtUs) / 1_000)
      return closing.has(outcome.result) && forMs > 0
        ? [{ id: outcome.invocationId, note: noteOf(outcome), forMs }]
        : []
    })
  }
}
