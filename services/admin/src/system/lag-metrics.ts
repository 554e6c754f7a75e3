import type { Bus } from '@millrace/bus'
import type { ServiceTelemetry } from '@millrace/telemetry'
import { setTimeout as sleep } from 'node:timers/promises'
import { lagOf, type HopLag } from './lag.ts'

/** How often it is looked how far each hop is behind. Milliseconds. */
const lookMs = 15_000

export interface LagMetricsDeps {
  readonly bus: Bus
  readonly telemetry: ServiceTelemetry
  /** Microseconds since the Unix epoch. */
  readonly nowUs: () => number
}

/** Messages that each hop is not done with, of all its streams together. A router without a stream is behind with none. */
export function lagByHop(hops: readonly HopLag[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>([['router', 0]])
  for (const { hop, pending, unacknowledged } of hops)
    sums.set(hop, (sums.get(hop) ?? 0) + Number(pending + unacknowledged))
  return sums
}

/** Tells as metrics how far each hop is behind and how old its oldest event is. Disposing of it ends that. */
export function lagMetrics({ bus, telemetry, nowUs }: LagMetricsDeps): AsyncDisposable {
  const stopping = new AbortController()
  const { signal } = stopping
  const { metrics, log } = telemetry
  let before: readonly HopLag[] = []
  const look = async (): Promise<void> => {
    const hops = await lagOf(bus, nowUs())
    for (const { hop, stream } of before) {
      // The EventBus is gone.
      if (!hops.some((one) => one.hop === hop && one.stream === stream)) metrics.forget({ hop, stream })
    }
    before = hops
    for (const { hop, stream, pending, unacknowledged, oldestAgeUs } of hops) {
      metrics.gauge('millrace_lag_messages', { hop, stream }, Number(pending))
      metrics.gauge('millrace_lag_unacknowledged', { hop, stream }, Number(unacknowledged))
      metrics.gauge('millrace_oldest_event_age_seconds', { hop, stream }, Number(oldestAgeUs) / 1e6)
    }
    for (const [hop, messages] of lagByHop(hops)) metrics.gauge('millrace_hop_lag_messages', { hop }, messages)
  }
  const follow = async (): Promise<void> => {
    while (!signal.aborted) {
      await look().catch((error: unknown) => log.debug('The lag could not be told', { error }))
      await sleep(lookMs, undefined, { signal, ref: false }).catch(() => undefined)
    }
  }
  const done = follow()
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await done
    },
  }
}
