import { textAt, type Change, type KubeObject } from '@millrace/kube'
import { checkTexts, sensorLanguages } from '@millrace/languages'
import { readManifest, type Problem, type ReadObject } from '@millrace/manifests'
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { Look, ManifestSource } from '../manifest-source.ts'
import type { Reading } from '../read-files.ts'

interface Entry {
  readonly object: KubeObject
  reading?: EntryReading
}

interface EntryReading {
  readonly objects: readonly ReadObject[]
  readonly problems: readonly Problem[]
  readonly unsound: readonly ReadObject[]
}

/** What was read, and everything that is wrong with it in itself. */
interface Origin {
  readonly object: KubeObject
  readonly problems: ReadonlySet<Problem>
}

/** The objects of a cluster, as informers tell them. Each is read once for each of its generations. */
export class ClusterSource implements ManifestSource {
  readonly #entries = new Map<string, Entry>()
  readonly #origins = new WeakMap<ReadObject, Origin>()
  readonly #languages = sensorLanguages()
  readonly #onChange: () => void
  readonly #settleMs: number
  readonly #stop: AbortSignal
  #isDirty = true

  constructor(options: { readonly settleMs: number; readonly stop: AbortSignal; readonly onChange: () => void }) {
    this.#settleMs = options.settleMs
    this.#stop = options.stop
    this.#onChange = options.onChange
  }

  /** What an informer tells. A change of status alone is none for us. */
  take(change: Change): void {
    const { object } = change
    const origin = originOf(object)
    if (change.kind === 'gone' || textAt(object, 'metadata', 'deletionTimestamp') !== '') {
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
    if (!isKnown) await sleep(this.#settleMs, undefined, { signal: this.#stop })
    return { isKnown, read: () => Promise.resolve(this.#readAll()) }
  }

  #readAll(): Reading {
    this.#isDirty = false
    const readings = [...this.#entries.keys()].sort().flatMap((origin) => this.#readOne(origin))
    return {
      objects: readings.flatMap(({ objects }) => objects),
      problems: readings.flatMap(({ problems }) => problems),
      unsound: new Set(readings.flatMap(({ unsound }) => unsound)),
      // The API server names every object that there is, so none can hide behind a broken one.
      blind: new Set(),
      isWhole: true,
    }
  }

  #readOne(origin: string): readonly EntryReading[] {
    const entry = this.#entries.get(origin)
    if (entry === undefined) return []
    if (entry.reading === undefined) {
      const { objects, problems } = readManifest(entry.object, origin)
      const faults = objects.map((read) => checkTexts(read, this.#languages))
      const unsound = objects.filter((_, nth) => (faults[nth] ?? []).length > 0)
      entry.reading = { objects, problems: [...problems, ...faults.flat()], unsound }
      const own = { object: entry.object, problems: new Set(entry.reading.problems) }
      for (const read of objects) this.#origins.set(read, own)
    }
    return [entry.reading]
  }
}

/** `Sensor orders/paid`: what stands where the file would. */
export function originOf({ kind, metadata }: KubeObject): string {
  return `${kind} ${textAt(metadata, 'namespace')}/${metadata.name}`
}

/** The part of an object that decides what is in force. */
function meantOf({ metadata, spec }: KubeObject): object {
  const { uid, generation, labels, annotations } = metadata
  return { uid, generation, labels, annotations, spec }
}
