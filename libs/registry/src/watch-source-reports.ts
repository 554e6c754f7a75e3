import type { Bus } from '@millrace/bus'
import type { KvEntry } from '@nats-io/kv'
import { followBucket } from './follow-bucket.ts'
import { mergedStates } from './merged-states.ts'
import { heldMs, renewMs, type SourceReports, type SourceState } from './source-reports.ts'

/**
 * Follows what is told of sources. `onStates`, which must not throw, is called with the states of all of them once they are
 * known, after every report, and where a replica has not renewed its report for so long that it counts no more.
 */
export async function watchSourceReports(
  { bucket }: Pick<SourceReports, 'bucket'>,
  bus: Bus,
  onStates: (states: readonly SourceState[]) => void,
  stop?: AbortSignal,
): Promise<AsyncDisposable> {
  const renewals = new Renewals()
  let entries: ReadonlyMap<string, KvEntry> = new Map()
  const tell = (): void => onStates(mergedStates(renewals.alive(entries).map((entry) => entry.string())))
  await using setup = new AsyncDisposableStack()
  setup.use(
    await followBucket({
      bus,
      bucket,
      onEntries: (known) => {
        entries = known
        tell()
      },
      ...(stop === undefined ? {} : { stop }),
    }),
  )
  // The server drops a report that has grown old without a word.
  const looking = setInterval(tell, renewMs)
  looking.unref()
  setup.defer(() => clearInterval(looking))
  return setup.move()
}

/** When reports were renewed, by our own clock: the server's may be another. */
class Renewals {
  readonly #seen = new Map<string, { readonly revision: number; readonly atMs: number }>()

  alive(entries: ReadonlyMap<string, KvEntry>): readonly KvEntry[] {
    const nowMs = performance.now()
    for (const key of this.#seen.keys()) if (!entries.has(key)) this.#seen.delete(key)
    return [...entries.values()].filter(({ key, revision }) => {
      const before = this.#seen.get(key)
      const seen = before?.revision === revision ? before : { revision, atMs: nowMs }
      this.#seen.set(key, seen)
      return nowMs - seen.atMs < heldMs
    })
  }
}
