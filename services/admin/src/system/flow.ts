import type { Outcome } from '@millrace/protocol/road'
import { Result } from '@millrace/protocol/road'
import type { OutcomeStore } from '../outcome-store.ts'

/** Outcomes that are looked at, the newest. */
const outcomesMax = 20_000
const triggersMax = 200

export interface FlowWanted {
  readonly namespace: string
  readonly windowUs: number
  readonly nowUs: number
}

/** Rates and latencies of the hops and triggers, from the outcomes of the last while. */
export async function flowOf(store: OutcomeStore, { namespace, windowUs, nowUs }: FlowWanted) {
  const newest = await store.newest({ namespace, sinceUs: nowUs - windowUs }, outcomesMax)
  const recent = newest.filter(({ finishedAtUs }) => Number(finishedAtUs) >= nowUs - windowUs)
  const oldestUs = Number(recent.at(-1)?.finishedAtUs ?? 0n)
  const spanUs = newest.length < outcomesMax || oldestUs === 0 ? windowUs : Math.max(1, nowUs - oldestUs)
  return flow(recent, spanUs / 1e6)
}

/** The same, pure. `seconds`: what the outcomes span. */
export function flow(outcomes: readonly Outcome[], seconds: number) {
  const first = outcomes.filter(({ attempt, result }) => attempt === 1 && isTry(result))
  const tries = outcomes.filter(({ result }) => isTry(result))
  const hop = (name: string, of: readonly Outcome[], from: (one: Outcome) => bigint, to: (one: Outcome) => bigint) => ({
    hop: name,
    perSecond: of.length / seconds,
    latency: latencyOf(of.flatMap((one) => spanOf(from(one), to(one)))),
  })
  return {
    windowSeconds: seconds,
    hops: [
      hop('ingest to dedup', first, receivedAt, ({ acceptedAtUs }) => acceptedAtUs),
      hop(
        'dedup to router',
        first,
        ({ acceptedAtUs }) => acceptedAtUs,
        ({ routedAtUs }) => routedAtUs,
      ),
      hop(
        'router to executor',
        first,
        ({ routedAtUs }) => routedAtUs,
        ({ startedAtUs }) => startedAtUs,
      ),
      hop(
        'target',
        tries,
        ({ startedAtUs }) => startedAtUs,
        ({ finishedAtUs }) => finishedAtUs,
      ),
      hop('whole road', first, receivedAt, ({ finishedAtUs }) => finishedAtUs),
    ],
    triggers: triggersOf(outcomes, seconds),
  }
}

function triggersOf(outcomes: readonly Outcome[], seconds: number) {
  const groups = Map.groupBy(outcomes, ({ namespace, sensor, trigger }) => JSON.stringify([namespace, sensor, trigger]))
  return [...groups.values()]
    .sort((a, b) => b.length - a.length)
    .slice(0, triggersMax)
    .flatMap((group) => {
      const [one] = group
      if (one === undefined) return []
      const rate = (...results: Result[]): number =>
        group.filter(({ result }) => results.includes(result)).length / seconds
      return {
        namespace: one.namespace,
        sensor: one.sensor,
        trigger: one.trigger,
        succeededPerSecond: rate(Result.SUCCEEDED),
        retriedPerSecond: rate(Result.RETRYING),
        deadPerSecond: rate(Result.DEAD, Result.UNCERTAIN),
        latency: latencyOf(
          group.flatMap(({ result, startedAtUs, finishedAtUs }) =>
            isTry(result) ? spanOf(startedAtUs, finishedAtUs) : [],
          ),
        ),
      }
    })
}

const isTry = (result: Result): boolean =>
  result === Result.SUCCEEDED || result === Result.RETRYING || result === Result.DEAD || result === Result.UNCERTAIN

/** The last of the events that an invocation waited for. */
function receivedAt({ events }: Outcome): bigint {
  let last = 0n
  for (const { receivedAtUs } of events) if (receivedAtUs > last) last = receivedAtUs
  return last
}

/** Clocks of several machines: what would end before it began counts as no time. */
function spanOf(fromUs: bigint, toUs: bigint): number[] {
  return fromUs === 0n || toUs === 0n ? [] : [Math.max(0, Number(toUs - fromUs))]
}

function latencyOf(spans: number[]) {
  const sorted = spans.sort((a, b) => a - b)
  const at = (share: number): bigint => BigInt(Math.round(sorted[Math.ceil(share * sorted.length) - 1] ?? 0))
  return { p50Us: at(0.5), p90Us: at(0.9), p99Us: at(0.99), maxUs: at(1) }
}
