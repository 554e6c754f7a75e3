import { setTimeout as sleep } from 'node:timers/promises'

const againMs = 500

/** Who is told how a restoration goes. */
export interface RestoreTold {
  /** It is done: so many entries had been forgotten. */
  readonly restored: (entries: number) => void
  readonly failed: (error: unknown) => void
}

/** Restores until it has been done, however long NATS is away. Rejects with an `AbortError` once `stop` aborts. */
export async function restoreForSure(
  restore: () => Promise<number>,
  told: RestoreTold,
  stop: AbortSignal,
): Promise<void> {
  for (;;) {
    stop.throwIfAborted()
    try {
      return told.restored(await restore())
    } catch (error) {
      told.failed(error)
    }
    await sleep(againMs, undefined, { signal: stop })
  }
}
