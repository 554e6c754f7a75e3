import type { Bus } from '@millrace/bus'
import { openSourceReports, watchSourceReports, type SourceState } from '@millrace/registry'
import type { Logger } from '@millrace/telemetry'

export interface HearDeps {
  readonly bus: Bus
  /** Copies of each report that NATS keeps. */
  readonly replicas: number
  readonly onStates: (states: readonly SourceState[]) => void
  readonly log: Logger
  readonly stop: AbortSignal
}

/** Has a leader told how the sources of EventSources fare. It keeps nobody waiting: with NATS away the reports come later. */
export function hearSources({ bus, replicas, onStates, log, stop }: HearDeps): AsyncDisposable {
  const hear = async (): Promise<AsyncDisposable | undefined> => {
    try {
      return await watchSourceReports(await openSourceReports(bus, replicas, stop), bus, onStates, stop)
    } catch (error) {
      if (!stop.aborted) log.error('How sources fare cannot be followed: conditions do not tell of it', { error })
      return undefined
    }
  }
  const hearing = hear()
  return { [Symbol.asyncDispose]: async () => (await hearing)?.[Symbol.asyncDispose]() }
}
