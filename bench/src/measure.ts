import { runGen, type GenResult } from './gen.ts'
import { coresOfOthers, machineLoad, type MachineLoad } from './machine-load.ts'
import { sampleProcess, type ProcessSample } from './process-use.ts'
import { commandsBetween, redisCommands, type RedisCommands } from './redis-commands.ts'
import type { ProcessFigures, Traffic } from './result.ts'
import { round } from './result.ts'
import type { NatsCounters } from './monitored-nats.ts'
import type { BenchRun } from './bench-run.ts'
import type { Scenario } from './scenarios.ts'
import { openStage, type Stage } from './stage.ts'

/** What was measured of one scenario. */
export interface Measured {
  readonly gen: GenResult
  readonly processes: readonly ProcessFigures[]
  readonly traffic: Traffic
  /** Of all processes of the system, NATS and Redis included. */
  readonly cpuPer1k: number
  /** Resident memory of the services together, after a first event and after the load. */
  readonly servicesRssAtRestMb: number
  readonly servicesRssMb: number
  /** Cores that others kept busy meanwhile: what was measured beside much of it says little. */
  readonly othersCores: number
}

/**
 * Effects before the measured ones: a service that has just started still compiles its code and grows its heap. As many for
 * each scenario, and as many a second where the load has a pace, so that memory compares; else as fast as they go.
 */
const warmUpEffects = 10_000
const warmUpConnections = 16
const warmUpEffectsPerS = 1_000
const probeMaxMs = 15_000
const probeSilenceMaxS = 5
const servers = new Set(['nats-server', 'redis-server'])

/** What is done beside the load, with its system. */
export interface MeasureHooks {
  /** When it is warm, before the load begins. */
  readonly warmedUp?: (stage: Stage) => Promise<void>
  /** When the last effect has arrived, before it ends. */
  readonly afterwards?: (stage: Stage) => Promise<void>
}

/** Runs one scenario on a system of its own; null when its manifests have no effect yet. */
export async function measure(
  scenario: Scenario,
  run: BenchRun,
  { warmedUp, afterwards }: MeasureHooks = {},
): Promise<Measured | null> {
  await using stage = await openStage(scenario, run)
  if (scenario.withoutSensors !== true && !(await hasEffect(stage, run, scenario))) return null
  const servicesRssAtRestMb = rssOfServices(stage)
  await warmUp(stage, run, scenario)
  await warmedUp?.(stage)
  const before = await look(stage)
  const gen = await runGen(run.tools, {
    url: stage.webhookUrl,
    sink: scenario.withoutSensors === true ? null : stage.sinkUrl,
    connections: scenario.connections,
    durationS: scenario.durationS,
    processes: stage.processes,
    ...(scenario.ratePerS === undefined ? {} : { ratePerS: scenario.ratePerS }),
    ...(scenario.fanout === undefined ? {} : { fanout: scenario.fanout }),
  })
  const after = await look(stage)
  const servicesRssMb = rssOfServices(stage)
  await afterwards?.(stage)
  const processes = processFigures(stage, gen, before, after)
  return {
    gen,
    servicesRssAtRestMb,
    servicesRssMb,
    processes,
    traffic: trafficBetween(before, after, gen.acked),
    othersCores: round(coresOfOthers(before.machine, after.machine, ownCpuS(gen))),
    cpuPer1k: processes.reduce((sum, { cpuPer1k }) => sum + cpuPer1k, 0),
  }
}

/** Sends single events until one has arrived. */
async function hasEffect(stage: Stage, { tools }: BenchRun, { fanout = 1 }: Scenario): Promise<boolean> {
  const startedMs = performance.now()
  while (performance.now() - startedMs < probeMaxMs) {
    const probe = { url: stage.webhookUrl, sink: stage.sinkUrl, connections: 1, events: 1, fanout }
    const one = await runGen(tools, { ...probe, silenceMaxS: probeSilenceMaxS })
    if (one.lost === 0 && one.acked === 1) return true
  }
  return false
}

async function warmUp(stage: Stage, { tools }: BenchRun, { fanout = 1, withoutSensors, ratePerS }: Scenario) {
  const sink = withoutSensors === true ? null : stage.sinkUrl
  const load = { url: stage.webhookUrl, sink, connections: warmUpConnections, fanout }
  const pace =
    ratePerS === undefined
      ? { events: Math.ceil(warmUpEffects / fanout) }
      : { ratePerS: warmUpEffectsPerS / fanout, durationS: warmUpEffects / warmUpEffectsPerS }
  await runGen(tools, { ...load, ...pace })
}

/** The counters at one moment. */
interface Counters {
  readonly processes: ReadonlyMap<string, ProcessSample>
  readonly nats: NatsCounters
  readonly redis: RedisCommands
  readonly machine: MachineLoad
}

async function look(stage: Stage): Promise<Counters> {
  return {
    processes: new Map([...stage.processes].map(([name, pid]) => [name, sampleProcess(pid)])),
    nats: await stage.nats.counters(),
    redis: await redisCommands(stage.constellation.redis.port),
    machine: machineLoad(),
  }
}

function rssOfServices({ processes }: Stage): number {
  const services = [...processes].filter(([name]) => !servers.has(name))
  return services.reduce((sum, [, pid]) => sum + sampleProcess(pid).rssMb, 0)
}

/** Of the system, the generator and the sink. */
function ownCpuS({ procs = {}, gen_cpu_s, sink_cpu_s = 0 }: GenResult): number {
  return Object.values(procs).reduce((sum, { cpu_s }) => sum + cpu_s, gen_cpu_s + sink_cpu_s)
}

function processFigures(stage: Stage, gen: GenResult, before: Counters, after: Counters): ProcessFigures[] {
  return [...stage.processes.keys()].map((name) => {
    const woken = (after.processes.get(name)?.switches ?? 0) - (before.processes.get(name)?.switches ?? 0)
    return {
      name,
      cpuPer1k: round(((gen.procs?.[name]?.cpu_s ?? Number.NaN) / gen.acked) * 1_000),
      rssMb: Math.round(after.processes.get(name)?.rssMb ?? Number.NaN),
      wakeUpsPerEvent: round(woken / gen.acked),
    }
  })
}

function trafficBetween(before: Counters, after: Counters, events: number): Traffic {
  const redis = [...commandsBetween(before.redis, after.redis)]
    // What the looking itself cost.
    .filter(([name]) => name !== 'info' && name !== 'quit')
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, calls]) => [name, round(calls / events)] as const)
  return {
    natsIn: round((after.nats.inMsgs - before.nats.inMsgs) / events),
    natsOut: round((after.nats.outMsgs - before.nats.outMsgs) / events),
    redis: Object.fromEntries(redis),
  }
}
