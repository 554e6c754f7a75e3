import { eventsSubject, messageBytesMax, type Bus } from '@millrace/bus'
import { JoinSweep, Joins, openJoinBucket, type JoinName, type Owed } from '@millrace/joins'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RouterConfig } from './config.ts'
import type { RouterEvents } from './events.ts'
import { joinId } from './join-id.ts'
import { recordFloor, recordProgress } from './record-progress.ts'
import type { Sensors } from './sensors.ts'
import { storeOwed } from './store-owed.ts'

/** What joins need of the router. */
export interface OpenJoinsDeps {
  readonly bus: Bus
  readonly events: RouterEvents
  readonly sensors: Sensors
  readonly stop: AbortSignal
}

/** The joins of this replica, and the sweep that it takes turns in. */
export interface OpenJoins {
  readonly joins: Joins
  /** Sweeps until the stop. Begin when the sensors are known: what they do not name is taken for gone. */
  sweepOn(): Promise<void>
}

/** Opens the bucket of joins; waits for the bus as long as it takes. */
export async function openJoins(config: RouterConfig, deps: OpenJoinsDeps): Promise<OpenJoins> {
  const { bus, events, sensors, stop } = deps
  const bucket = await openJoinBucket(bus, config.replicas, stop)
  const nowUs = (): number => Date.now() * 1_000
  const store = {
    bus,
    store: { stop, onFault: (subject: string, fault: unknown) => events.publishFailed(subject, fault) },
    nowUs,
    triggerTypeOf: (name: JoinName) => sensors.rulesOf(name)?.triggerType ?? '',
    onGivenUp: (name: JoinName, owed: Owed) => events.joinGivenUp(name, owed.reason, owed.id),
  }
  const joinDeps = {
    bucket,
    idOf: joinId,
    nowMs: Date.now,
    random: Math.random,
    firingBytesMax: messageBytesMax(bus),
    floorOf: (stream: string) => recordFloor(bus, stream),
    storeOwed: (name: JoinName, owed: readonly Owed[]) => storeOwed(name, owed, store),
    onWrite: (name: JoinName, outcome: 'stored' | 'conflict') => events.joinWritten(name, outcome),
  }
  const sweep = new JoinSweep(
    {
      ...joinDeps,
      rulesOf: (name) => sensors.rulesOf(name),
      progressOf: (name) => recordProgress(bus, eventsSubject(name.namespace, sensors.busOf(name))),
      onFault: (key, fault) => events.joinSweepFailed(key, fault),
    },
    config.joinSweepMs,
  )
  return { joins: new Joins(joinDeps), sweepOn: () => sweepOn(sweep, config.joinSweepMs, deps) }
}

async function sweepOn(sweep: JoinSweep, everyMs: number, { events, stop }: OpenJoinsDeps): Promise<void> {
  while (!stop.aborted) {
    // The bus may be away; the next look will do.
    await sweep.sweep().catch((fault: unknown) => events.joinSweepFailed('', fault))
    await sleep(everyMs * (0.9 + Math.random() / 5), undefined, { signal: stop, ref: false }).catch(() => undefined)
  }
}
