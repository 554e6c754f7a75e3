import { textAt, type Change, type KubeObject } from '@millrace/kube'
import { sensorLanguages } from '@millrace/languages'
import type { Problem, ReadObject } from '@millrace/manifests'
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { Look, ManifestSource } from '../manifest-source.ts'
import type { Reading } from '../read-files.ts'
import { readObject, type ObjectReading } from './read-object.ts'

interface Entry {
  readonly object: KubeObject
  reading?: ObjectReading
  /** A look has had it. */
  isLookedAt?: true
}

/** What was read, and everything that is wrong with it in itself. */
interface Origin {
  readonly object: KubeObject
  readonly problems: ReadonlySet<Problem>
}

/** Objects are read for so long without a pause: who leads must renew its lease meanwhile, and write. Milliseconds. */
const sliceMsMax = 20
/**
 * Sensors that are new to one look, at most: what it has seen is brought in force and told while the next one goes on. The first looks are
 * small, since the API server, which takes longest of all to be told things, stands idle until then.
 */
const lookNewMax = { first: 100, last: 1_600 } as const

/** The objects of a cluster, as informers tell them. Each is read once for each of its generations. */
export class ClusterSource implements ManifestSource {
  readonly #entries = new Map<string, Entry>()
  readonly #origins = new WeakMap<ReadObject, Origin>()
  readonly #languages = sensorLanguages()
  readonly #onChange: () => void
  readonly #settleMs: number
  readonly #stop: AbortSignal
  #isDirty = true
  /** The last look left objects out. */
  #isBehind = false
  #newMax: number = lookNewMax.first

  constructor(options: { readonly settleMs: number; readonly stop: AbortSignal; readonly onChange: () => void }) {
    this.#settleMs = options.settleMs
    this.#stop = options.stop
    this.#onChange = options.onChange
  }

  /** What an informer tells. A change of status alone is none for us. */
  take(change: Change): void {
    const { object } = change
    const origin = originOf(object)
    if (change.kind === 'gone' || isLeaving(object)) {
      if (!this.#entries.delete(origin)) return
    } else {
      const before = this.#entries.get(origin)
      if (before !== undefined && isDeepStrictEqual(meantOf(before.object), meantOf(object))) return
      this.#entries.set(origin, { object })
    }
    this.#isDirty = true
    this.#onChange()
  }

  /** Where something that was read came from. */
  originOf(read: ReadObject): Origin | undefined {
    return this.#origins.get(read)
  }

  async look(): Promise<Look> {
    const isKnown = !this.#isDirty
    // A burst of changes becomes one reading.
    if (!isKnown && !this.#isBehind) await sleep(this.#settleMs, undefined, { signal: this.#stop })
    return { isKnown, read: () => this.#readSome() }
  }

  /** Reads what has not been read yet, with pauses. Who does not lead does so as well, to be quick when it must. */
  async readAhead(): Promise<void> {
    const unread = this.#inOrder().filter(([, { reading }]) => reading === undefined)
    await withPauses(unread, ([origin, entry]) => this.#readingOf(origin, entry))
  }

  async #readSome(): Promise<Reading> {
    // Before reading: what changes from now on is told again.
    this.#isDirty = false
    const all = this.#inOrder()
    // What sensors rest on is looked at whole, so that what is said of a sensor is not said of half of the others.
    const left = new Set(
      all.filter(([, { object, isLookedAt }]) => object.kind === 'Sensor' && isLookedAt !== true).slice(this.#newMax),
    )
    const entries = all.filter((each) => !left.has(each))
    const readings: ObjectReading[] = []
    await withPauses(entries, ([origin, entry]) => {
      readings.push(this.#readingOf(origin, entry))
      entry.isLookedAt = true
    })
    this.#isBehind = left.size > 0
    this.#newMax = this.#isBehind ? Math.min(lookNewMax.last, this.#newMax * 2) : lookNewMax.first
    if (this.#isBehind) {
      this.#isDirty = true
      this.#onChange()
    }
    return {
      objects: readings.flatMap(({ objects }) => objects),
      problems: readings.flatMap(({ problems }) => problems),
      unsound: new Set(readings.flatMap(({ unsound }) => unsound)),
      // The API server names every object that there is, so none can hide behind a broken one.
      blind: new Set(),
      isWhole: !this.#isBehind,
    }
  }

  /** EventBuses and EventSources come before Sensors, by name. */
  #inOrder(): readonly (readonly [string, Entry])[] {
    return [...this.#entries].sort(([a], [b]) => (a < b ? -1 : 1))
  }

  #readingOf(origin: string, entry: Entry): ObjectReading {
    if (entry.reading !== undefined) return entry.reading
    const reading = readObject(entry.object, origin, this.#languages)
    entry.reading = reading
    const own = { object: entry.object, problems: new Set(reading.problems) }
    for (const read of reading.objects) this.#origins.set(read, own)
    return reading
  }
}

/** Acts on each, and lets others have their turn from time to time. */
async function withPauses<T>(items: readonly T[], act: (item: T) => void): Promise<void> {
  let sinceMs = performance.now()
  for (const item of items) {
    act(item)
    if (performance.now() - sinceMs < sliceMsMax) continue
    await turn()
    sinceMs = performance.now()
  }
}

/** An object that is being deleted counts no more, but for an EventBus: it stays while others use it. */
function isLeaving(object: KubeObject): boolean {
  return object.kind !== 'EventBus' && textAt(object, 'metadata', 'deletionTimestamp') !== ''
}

/** `Sensor orders/paid`: what stands where the file would. */
export function originOf({ kind, metadata }: KubeObject): string {
  return `${kind} ${textAt(metadata, 'namespace')}/${metadata.name}`
}

/** The part of an object that decides what is in force. The server counts the generation up with each change of the spec. */
function meantOf({ metadata, spec }: KubeObject): object {
  const { uid, generation, labels, annotations } = metadata
  return { uid, generation, labels, annotations, spec: generation === undefined ? spec : undefined }
}
