import type { Problem } from '@millrace/manifests'
import type { ControllerEvents } from './events.ts'
import type { SharedRegistry } from './kube/shared-registry.ts'
import type { ManifestSource } from './manifest-source.ts'
import { isPassing, type Sync } from './sync.ts'
import type { SyncReport } from './sync-report.ts'
import type { Wake } from './wake.ts'

export interface FollowParts {
  readonly source: ManifestSource
  readonly sync: Sync
  readonly wake: Wake
  readonly events: ControllerEvents
  readonly stop: AbortSignal
  /** It is looked again after this without being woken. */
  readonly rescanMs: number
  readonly onSync: (report: SyncReport) => void
}

/** What a source is brought in force with. */
export interface Beginning extends Pick<FollowParts, 'source' | 'stop' | 'onSync'> {
  /** Where others may share the registry. */
  readonly openShared?: () => Promise<SharedRegistry>
}

/** After a failure that will not pass by itself, such as a refusal, it is tried again this often. */
const failedRetryMs = 5_000
const awayRetryMs = 500

/** Keeps what is in force in line with a source. */
export class Follow {
  readonly #parts: FollowParts
  problems: readonly Problem[] = []

  constructor(parts: FollowParts) {
    this.#parts = parts
  }

  /** Repeats until the source is in force; rejects when `stop` aborts. */
  async first(): Promise<void> {
    const { wake, stop } = this.#parts
    for (;;) {
      const waitMs = await this.#once()
      if (waitMs === undefined) return
      await wake.wait(waitMs, stop)
      stop.throwIfAborted()
    }
  }

  /** Until `stop` aborts. */
  async follow(): Promise<void> {
    const { rescanMs, wake, stop } = this.#parts
    let waitMs = rescanMs
    while (!stop.aborted) {
      await wake.wait(waitMs, stop)
      if (!stop.aborted) waitMs = (await this.#once()) ?? rescanMs
    }
  }

  /** One look. Gives the milliseconds after which to try again where it failed. */
  async #once(): Promise<number | undefined> {
    const { source, sync, events, stop, onSync } = this.#parts
    try {
      const report = await sync.bring(await source.look())
      if (report === undefined) return undefined
      this.problems = report.problems
      events.synced(report)
      onSync(report)
      return undefined
    } catch (error) {
      if (stop.aborted) return 0
      events.failed(error)
      return isPassing(error) ? awayRetryMs : failedRetryMs
    }
  }
}
