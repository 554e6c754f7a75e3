import type { Measured } from './measure.ts'
import type { Rounds } from './median-round.ts'
import type { Check } from './result.ts'
import { check } from './result.ts'

/** What else was measured, for figures that are relations. */
export interface Others {
  /** Mean of just before and after the load; NaN where the scenario has no use for it. */
  readonly echoPerS: number
  /** The value of a figure of another scenario, from this run or the last one; NaN when there is none. */
  readonly figure: (scenario: string, figure: string) => number
}

/** A load on a system of its own, and what its figures must reach. */
export interface Scenario {
  readonly name: string
  readonly about: string
  /** Folder of the manifests. */
  readonly manifests: string
  /** Leaves the sensors out: what is accepted has no effect. */
  readonly withoutSensors?: boolean
  /** More documents, besides those of the folder. */
  readonly more?: string
  /** Of every service. */
  readonly settings?: Readonly<Record<string, string>>
  readonly sync: 'lazy' | 'always'
  readonly connections: number
  readonly ratePerS?: number
  readonly durationS: number
  readonly fanout?: number
  /** Measures the bare echo just before and after: this machine may be slower than it was an hour ago. */
  readonly besideEcho?: boolean
  /** Measured several times; absent: once. */
  readonly rounds?: Rounds
  readonly checks: (measured: Measured, others: Others) => readonly Check[]
}

export const figures = {
  acks: 'webhook acks/s',
  perS: 'end to end, events/s',
  echo: 'bare Node echo, requests/s at 64 connections, before and after',
  echoRatio: 'end to end, as a ratio to the bare Node echo',
  cpu: 'CPU-s per 1,000 events, all processes',
  p50: 'end to end p50, ms',
  p99: 'end to end p99, ms',
  lost: 'acknowledged events lost',
  doubled: 'events doubled',
  memory: 'memory of the services, MB',
  memoryAtRest: 'memory of the services after a first event, MB',
  processes: 'processes',
  fsyncRatio: 'throughput as a ratio to lazy fsync, each per echo',
  sensorMemory: 'more memory than one sensor, MB',
  sensorMemoryAtRest: 'more memory than one sensor after a first event, MB',
  sensorMemoryAtWork: 'more memory than one sensor with as many effects a second, MB',
} as const

/** Where a figure lies near its target, it is the median that is held against it. */
const thrice = (by: string): Rounds => ({ count: 3, by, never: [figures.lost, figures.doubled] })

const fullLoad = { connections: 256, durationS: 15 }
const atRate = (ratePerS: number) => ({ connections: 256, durationS: 15, ratePerS })

/** In the order in which they run: relations come after what they relate to. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'acks',
    about: 'closed loop, 64 connections, an EventSource without a sensor, lazy fsync',
    manifests: 'base',
    withoutSensors: true,
    sync: 'lazy',
    connections: 64,
    durationS: 10,
    besideEcho: true,
    checks: ({ gen }, { echoPerS }) => [
      check(figures.acks, gen.ack_per_s, { min: 10_000 }),
      check(figures.echo, echoPerS),
      check('webhook acks as a ratio to the bare Node echo', gen.ack_per_s / echoPerS),
      check('ack p50, ms', gen.ack_ms.p50),
      check('ack p99, ms', gen.ack_ms.p99),
    ],
  },
  {
    name: 'base',
    about: 'closed loop, 256 connections, one HTTP trigger with four parameters, lazy fsync',
    manifests: 'base',
    sync: 'lazy',
    ...fullLoad,
    besideEcho: true,
    rounds: thrice(figures.echoRatio),
    checks: (measured, { echoPerS }) => [
      check(figures.perS, perS(measured), { min: 3_500 }),
      check(figures.echo, echoPerS),
      check(figures.echoRatio, perS(measured) / echoPerS, { min: 0.17 }),
      ...pace(measured),
      check(figures.cpu, measured.cpuPer1k, { max: 0.45 }),
      ...safety(measured),
    ],
  },
  { ...rated('base-200', 'base', 'lazy', 200, { p50: 4, p99: 15, cpu: 3 }), rounds: thrice(figures.cpu) },
  { ...rated('base-1000', 'base', 'lazy', 1_000, { p50: 6, p99: 25, cpu: 1.2 }), rounds: thrice(figures.p99) },
  {
    name: 'base-fsync',
    about: 'as base, with every ack fsynced',
    manifests: 'base',
    sync: 'always',
    ...fullLoad,
    besideEcho: true,
    checks: (measured, { figure, echoPerS }) => [
      check(figures.perS, perS(measured)),
      check(figures.echo, echoPerS),
      check(figures.echoRatio, perS(measured) / echoPerS),
      check(figures.fsyncRatio, perS(measured) / echoPerS / figure('base', figures.echoRatio), { min: 0.8 }),
      ...pace(measured),
      check(figures.cpu, measured.cpuPer1k),
      ...safety(measured),
    ],
  },
  rated('base-200-fsync', 'base', 'always', 200, { p50: 10 }),
  rated('base-1000-fsync', 'base', 'always', 1_000, {}),
  { ...rated('base-20', 'base', 'lazy', 20, {}), rounds: thrice(figures.memory) },
  {
    ...rated('many50', 'many50', 'lazy', 20, {}),
    about: '50 sensors on one event, 20 events/s, lazy fsync',
    fanout: 50,
    rounds: thrice(figures.memory),
    checks: (measured, { figure }) => [
      ...latency(measured, { p99: 20 }),
      check(figures.processes, measured.processes.length, { max: figure('base-20', figures.processes) }),
      check(figures.sensorMemory, measured.servicesRssMb - figure('base-20', figures.memory), { max: 20 }),
      check(figures.sensorMemoryAtRest, measured.servicesRssAtRestMb - figure('base-20', figures.memoryAtRest)),
      // 50 effects for each of 20 events: as much to carry out as 1,000 events with one.
      check(figures.sensorMemoryAtWork, measured.servicesRssMb - figure('base-1000', figures.memory)),
      check(figures.memory, measured.servicesRssMb),
      check(figures.cpu, measured.cpuPer1k),
      ...safety(measured),
    ],
  },
  {
    ...rated('fan50', 'fan50', 'lazy', 20, {}),
    about: 'one sensor with 50 triggers on one event, 20 events/s, lazy fsync',
    fanout: 50,
  },
  {
    name: 'retry',
    about: 'as base at full load, with atLeastOnce, retries and a status policy',
    manifests: 'retry',
    sync: 'lazy',
    ...fullLoad,
    checks: (measured) => [
      check(figures.perS, perS(measured)),
      check(figures.cpu, measured.cpuPer1k),
      ...safety(measured),
    ],
  },
  {
    name: 'full',
    about: 'full load through a data and an expr filter, templates, trigger and type parameters',
    manifests: 'full',
    sync: 'lazy',
    ...fullLoad,
    checks: (measured) => [
      check(figures.perS, perS(measured)),
      check(figures.cpu, measured.cpuPer1k),
      ...safety(measured),
    ],
  },
]

interface Bounds {
  readonly p50?: number
  readonly p99?: number
  readonly cpu?: number
}

function rated(name: string, manifests: string, sync: 'lazy' | 'always', ratePerS: number, bounds: Bounds): Scenario {
  return {
    name,
    about: `${manifests} at ${ratePerS} events/s, ${sync === 'lazy' ? 'lazy fsync' : 'every ack fsynced'}`,
    manifests,
    sync,
    ...atRate(ratePerS),
    checks: (measured) => [
      ...latency(measured, bounds),
      check(figures.cpu, measured.cpuPer1k, bounds.cpu === undefined ? undefined : { max: bounds.cpu }),
      check(figures.memory, measured.servicesRssMb),
      check(figures.memoryAtRest, measured.servicesRssAtRestMb),
      check(figures.processes, measured.processes.length),
      ...safety(measured),
    ],
  }
}

function latency({ gen }: Measured, { p50, p99 }: Bounds): readonly Check[] {
  return [
    check(figures.p50, gen.e2e_ms?.p50 ?? Number.NaN, p50 === undefined ? undefined : { max: p50 }),
    check(figures.p99, gen.e2e_ms?.p99 ?? Number.NaN, p99 === undefined ? undefined : { max: p99 }),
  ]
}

/** Where the door takes more than the rest of the road carries, the backlog is carried out after the last answer. */
function pace({ gen }: Measured): readonly Check[] {
  return [
    check('acks/s meanwhile', gen.ack_per_s),
    check('from the last ack to the last effect, s', (gen.e2e_s ?? Number.NaN) - gen.send_s),
    check('end to end longest, ms', gen.e2e_ms?.max ?? Number.NaN),
  ]
}

function safety({ gen }: Measured): readonly Check[] {
  return [
    check(figures.lost, gen.lost ?? Number.NaN, { max: 0 }),
    check(figures.doubled, gen.duplicates ?? Number.NaN, { max: 0 }),
  ]
}

function perS({ gen }: Measured): number {
  return gen.e2e_per_s ?? Number.NaN
}
