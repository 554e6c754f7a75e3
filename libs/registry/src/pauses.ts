import { controlsBucket, heldSubject, token, type Bus } from '@millrace/bus'
import { Kvm, type KV, type KvEntry } from '@nats-io/kv'
import { setTimeout as sleep } from 'node:timers/promises'
import { RegistryFault } from './registry-fault.ts'

/** What is paused. */
export interface Paused {
  readonly namespace: string
  readonly sensor: string
  /** Empty: every trigger of the sensor. */
  readonly trigger: string
}

/** A pause and its beginning. */
export interface Pause extends Paused {
  /** Microseconds since the Unix epoch. */
  readonly sinceUs: number
}

/** The pauses that people have ordered. Every call rejects with `RegistryFault`. */
export interface Pauses {
  readonly bucket: KV
  put(pause: Pause): Promise<void>
  /** Ends pauses; where no trigger is named, those of single triggers too. Gives how many there were. */
  remove(paused: Paused): Promise<number>
  list(): Promise<Pause[]>
}

/** Stands for every trigger: no name is written so. */
const everyTrigger = '=all='
const retryMs = 500

/** Opens the bucket, creating it where it is missing; waits for the bus as long as it takes. */
export async function openPauses(bus: Bus, replicas: number, stop?: AbortSignal): Promise<Pauses> {
  const kvm = new Kvm(bus.connection)
  for (;;) {
    stop?.throwIfAborted()
    try {
      return new KvPauses(await kvm.create(controlsBucket, { history: 1, replicas, max_bytes: -1 }))
    } catch {
      await sleep(retryMs, undefined, stop === undefined ? {} : { signal: stop })
    }
  }
}

class KvPauses implements Pauses {
  readonly bucket: KV

  constructor(bucket: KV) {
    this.bucket = bucket
  }

  async put(pause: Pause): Promise<void> {
    await reached(() => this.bucket.put(keyOf(pause), JSON.stringify(pause)))
  }

  async remove({ namespace, sensor, trigger }: Paused): Promise<number> {
    const ended = (await this.list()).filter(
      (one) => one.namespace === namespace && one.sensor === sensor && (trigger === '' || one.trigger === trigger),
    )
    for (const one of ended) await reached(() => this.bucket.purge(keyOf(one)))
    return ended.length
  }

  list(): Promise<Pause[]> {
    return reached(async () => {
      const found: Pause[] = []
      for await (const entry of await this.bucket.history()) {
        const pause = readPause(entry)
        if (pause !== undefined) found.push(pause)
      }
      return found
    })
  }
}

/** The key of a pause; its last three parts are those of the subject where its invocations are held. */
function keyOf({ namespace, sensor, trigger }: Paused): string {
  const last = trigger === '' ? everyTrigger : token(trigger)
  return `pause.${token(namespace)}.${token(sensor)}.${last}`
}

/** Undefined where the entry ends a pause, or is none. */
export function readPause(entry: KvEntry): Pause | undefined {
  if (entry.operation !== 'PUT' || !entry.key.startsWith('pause.')) return undefined
  try {
    const { namespace, sensor, trigger, sinceUs } = entry.json<Partial<Record<keyof Pause, unknown>>>()
    if (typeof namespace !== 'string' || typeof sensor !== 'string' || typeof trigger !== 'string') return undefined
    return { namespace, sensor, trigger, sinceUs: typeof sinceUs === 'number' ? sinceUs : 0 }
  } catch {
    return undefined
  }
}

/** Which subjects of held invocations are to be left alone. */
export class PauseSet {
  readonly #subjects: ReadonlySet<string>

  constructor(pauses: Iterable<Paused>) {
    this.#subjects = new Set(
      Array.from(pauses, ({ namespace, sensor, trigger }) =>
        trigger === '' ? wholeSensor(heldSubject(namespace, sensor, 'x')) : heldSubject(namespace, sensor, trigger),
      ),
    )
  }

  isPaused({ namespace, sensor, trigger }: Paused): boolean {
    if (this.#subjects.size === 0) return false
    return this.isPausedSubject(heldSubject(namespace, sensor, trigger))
  }

  isPausedSubject(subject: string): boolean {
    return this.#subjects.has(subject) || this.#subjects.has(wholeSensor(subject))
  }
}

const wholeSensor = (subject: string): string => `${subject.slice(0, subject.lastIndexOf('.'))}.${everyTrigger}`

async function reached<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (cause) {
    throw new RegistryFault('registry-away', 'the pauses', { cause })
  }
}
