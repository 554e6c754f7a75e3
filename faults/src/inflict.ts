import type { ManagedProcess } from '@millrace/servers'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Load } from './load.ts'
import type { Random } from './random.ts'
import type { Component, Fault } from './scenario.ts'
import type { Scene } from './scene.ts'

/** What a fault is inflicted on, and with. */
export interface Inflicting {
  readonly scene: Scene
  readonly load: Load
  readonly random: Random
  /** Told in a line what happens. */
  readonly say: (line: string) => void
}

const pollMs = 100
const backlogMaxMs = 180_000

/** Makes one thing go wrong; resolves when it is over and everything runs again. */
export async function inflict(fault: Fault, on: Inflicting): Promise<void> {
  switch (fault.kind) {
    case 'kills':
      return killAgainAndAgain(fault, on)
    case 'freeze':
      return freeze(fault, on)
    case 'absence':
      return beAbsent(fault, on)
    case 'target':
      for (const target of on.scene.targets) await target.control.fault(fault.fault)
      await sleep(fault.forMs)
      return
    case 'calm':
      await sleep(fault.forMs)
      return
    default:
      fault satisfies never
  }
}

/** The processes of a component. */
export function processesOf({ constellation }: Scene, component: Component): readonly ManagedProcess[] {
  if (component === 'nats-server') return [constellation.nats]
  if (component === 'redis-server') return [constellation.redis]
  return constellation.replicasOf(component).map((replica) => replica.process)
}

/**
 * Each kill finds its process wherever it is: at work, or still starting after the last one. A start that a kill broke
 * off is no fault of the process; any other that fails is.
 */
async function killAgainAndAgain(
  { of, times, gapMinMs, gapMaxMs }: Extract<Fault, { kind: 'kills' }>,
  { scene, random, say }: Inflicting,
): Promise<void> {
  const processes = processesOf(scene, of)
  const starts = new Map<ManagedProcess, Start>()
  for (let killed = 1; killed <= times; killed++) {
    await sleep(random.int(gapMinMs, gapMaxMs))
    const victim = processes[random.int(0, processes.length - 1)]
    if (victim === undefined) throw new Error(`there is no process of ${of}`)
    await starts.get(victim)?.breakOff()
    await victim.kill()
    starts.set(victim, startAgain(victim))
    if (killed % 5 === 0) say(`${of}: killed ${killed} of ${times} times`)
  }
  for (const start of starts.values()) await start.done()
}

interface Start {
  /** Kills what is still starting. Rejects when the start had failed by itself. */
  breakOff(): Promise<void>
  /** Resolves when it has started; rejects when it could not. */
  done(): Promise<void>
}

function startAgain(process: ManagedProcess): Start {
  let isThrough = false
  const started = process.restart().then(
    () => null,
    (error: unknown) => error,
  )
  void started.then(() => (isThrough = true))
  const done = async (): Promise<void> => {
    const error = await started
    if (error !== null) throw error
  }
  return {
    async breakOff() {
      if (isThrough) return done()
      await process.kill()
      await started
    },
    done,
  }
}

async function freeze({ of, forMs }: Extract<Fault, { kind: 'freeze' }>, { scene, random, say }: Inflicting) {
  const processes = processesOf(scene, of)
  const victim = processes[random.int(0, processes.length - 1)]
  if (victim === undefined) throw new Error(`there is no process of ${of}`)
  say(`${of}: one process stands still for ${forMs / 1_000} s`)
  victim.pause()
  try {
    await sleep(forMs)
  } finally {
    victim.resume()
  }
}

async function beAbsent({ of, until }: Extract<Fault, { kind: 'absence' }>, { scene, load, say }: Inflicting) {
  const processes = processesOf(scene, of)
  await Promise.all(processes.map((process) => process.kill()))
  say(`${of}: all processes are gone`)
  if ('ms' in until) await sleep(until.ms)
  else await untilAcked(load, until.acked)
  say(`${of}: started again, ${load.acked} deliveries acknowledged`)
  await Promise.all(processes.map((process) => process.restart()))
}

async function untilAcked(load: Load, wanted: number): Promise<void> {
  const startedMs = performance.now()
  while (load.acked < wanted) {
    if (performance.now() - startedMs > backlogMaxMs) {
      throw new Error(`only ${load.acked} of ${wanted} deliveries were acknowledged within ${backlogMaxMs} ms`)
    }
    await sleep(pollMs)
  }
}
