import type { Bus } from '@millrace/bus'
import {
  followHistory,
  isPostgres,
  workerStore,
  type Applied,
  type HistoryFeed,
  type HistoryStore,
} from '@millrace/history'
import type { ServiceTelemetry } from '@millrace/telemetry'
import type { AdminConfig } from '../config.ts'

/** The history of this installation. Disposing of it stores what has been read. */
export interface AdminHistory extends AsyncDisposable {
  readonly driver: 'sqlite' | 'postgres'
  readonly store: HistoryStore
  readonly feed: HistoryFeed
}

/** With nothing to do for so long, its threads end. Milliseconds. */
const idleEndMs = 10_000
/** The same fault is logged at most this often. Milliseconds. */
const repeatMs = 60_000

export interface HistoryDeps {
  readonly bus: Bus
  readonly telemetry: ServiceTelemetry
  /** Microseconds since the Unix epoch. */
  readonly nowUs: () => number
}

/** Opens the history and follows the streams; undefined where none is configured. */
export async function openHistory(config: AdminConfig, deps: HistoryDeps): Promise<AdminHistory | undefined> {
  const { history: target, redactPaths } = config
  if (target === '') return undefined
  const { bus, nowUs } = deps
  const events = historyEvents(deps.telemetry)
  const store = workerStore(target, {
    dataBytesMax: config.historyDataBytesMax,
    redactPaths,
    idleEndMs,
    onDamaged: events.damaged,
  })
  const retention = { ageMaxMs: config.historyAgeMaxMs, bytesMax: config.historyBytesMax }
  const { onApplied, onFault, onGaveWay } = events
  const { historyGiveWayMaxMs: giveWayMaxMs } = config
  const feed = await followHistory({ bus, store, retention, giveWayMaxMs, nowUs, onApplied, onFault, onGaveWay })
  events.watch(feed)
  return {
    driver: isPostgres(target) ? 'postgres' : 'sqlite',
    store,
    feed,
    async [Symbol.asyncDispose]() {
      await feed[Symbol.asyncDispose]()
      await store[Symbol.asyncDispose]()
    },
  }
}

/** What happens in the history that people want to know. */
function historyEvents({ log, metrics }: ServiceTelemetry) {
  const taken = metrics.counter('millrace_history_events_total', {})
  const faults = metrics.counter('millrace_history_faults_total', {})
  const gaveWay = metrics.counter('millrace_history_gave_way_seconds_total', {})
  let saidAt = -Infinity
  const behind = (feed: HistoryFeed): number =>
    feed.progress().reduce((sum, { seq, lastSeq }) => sum + Math.max(0, lastSeq - (seq ?? 0)), 0)
  return {
    damaged: (error: unknown) => log.error('The history was damaged and is made anew from the streams', { error }),
    onApplied: (_stream: string, applied: Applied): void => {
      if (applied.kind !== 'applied') return
      taken.add(applied.events)
      if (applied.unreadable > 0) {
        log.warn('Messages that are not ours are left out of the history', { messages: applied.unreadable })
      }
    },
    onFault: (stream: string, error: unknown): void => {
      faults.add(1)
      if (performance.now() - saidAt < repeatMs) return
      saidAt = performance.now()
      log.warn('The history could not be kept; it is tried again', { stream, error })
    },
    onGaveWay: (ms: number) => gaveWay.add(ms / 1_000),
    watch: (feed: HistoryFeed) => metrics.probe('millrace_history_messages_behind', {}, () => behind(feed)),
  }
}
