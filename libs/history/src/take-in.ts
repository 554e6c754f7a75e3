import type { Applied, MessageBatch } from './apply.ts'
import type { HistoryTx } from './driver.ts'
import type { StoreOptions } from './store.ts'

/** Takes a batch in, within a transaction. */
export type TakeIn = (batch: MessageBatch, tx: HistoryTx) => Promise<Applied>

/**
 * Resolves to what takes batches in, as the options say. What it needs is loaded when it is asked for: a thread that only
 * answers questions starts several times as fast without it.
 */
export function takerOf({
  dataBytesMax,
  redactPaths = [],
}: Pick<StoreOptions, 'dataBytesMax' | 'redactPaths'>): () => Promise<TakeIn> {
  let loaded: Promise<TakeIn> | undefined
  const load = async (): Promise<TakeIn> => {
    const [{ applyBatch }, { redactionOf }] = await Promise.all([
      import('./apply.ts'),
      import('./project/redaction.ts'),
    ])
    const keep = { dataBytesMax, redaction: redactionOf(redactPaths) }
    return (batch, tx) => applyBatch(batch, tx, keep)
  }
  return () => (loaded ??= load())
}
