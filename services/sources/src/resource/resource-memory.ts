import { token } from '@millrace/bus'
import { at, textAt } from '@millrace/kube'
import type { MemoryPart, SourceMemory } from '../memory.ts'
import type { KnownObjects, Told } from './known-objects.ts'
import { packRecord, unpackRecord, withoutContent, type ObjectRecord } from './object-record.ts'

export interface ResourceMemoryOptions {
  readonly memory: SourceMemory
  readonly known: KnownObjects
  readonly fingerprint: string
  readonly isSecret: boolean
  readonly nowMs: () => number
}

/** How long a deletion is remembered: longer than what comes between a crash and having told again what came before it. */
const goneKeepMs = 600_000

/**
 * What a `resource` source remembers over crashes: the version up to which everything was told, and each object as it was.
 * Objects are written before the version. An object that is about to be told as new is written before that: so after a crash
 * it is told again as the same, even where the cluster has forgotten its first version.
 */
export class ResourceMemory {
  readonly #options: ResourceMemoryOptions
  readonly #changed = new Set<string>()
  /** Versions that were written ahead since the last position. */
  readonly #ahead = new Map<string, string>()
  readonly #goneSinceMs = new Map<string, number>()
  #version = ''
  #epoch = 0
  #startedMs = 0

  private constructor(options: ResourceMemoryOptions) {
    this.#options = options
  }

  /** Reads what is remembered; begins anew where that is of another selection. Rejects with `BusFault`, `lease-lost`. */
  static async open(options: ResourceMemoryOptions): Promise<ResourceMemory> {
    const memory = new ResourceMemory(options)
    const position = await options.memory.readPosition()
    if (textAt(position, 'fingerprint') === options.fingerprint) await memory.#read(position)
    else await memory.#begin()
    return memory
  }

  /** The version up to which everything was told; empty: nothing was. */
  get version(): string {
    return this.#version
  }

  /** When this source first began. Milliseconds since the Unix epoch. */
  get startedMs(): number {
    return this.#startedMs
  }

  /** Before objects are told as new. */
  async ahead(adds: readonly Told[]): Promise<void> {
    const parts = adds.map(({ id, version, name, body }) => {
      const object = { version, name, text: body, isWhole: true }
      return this.#part({ id, object, epoch: this.#epoch, isAhead: true, isGone: false })
    })
    await this.#options.memory.putParts(parts)
    for (const { id, version } of adds) this.#ahead.set(id, version)
  }

  /** These objects are known differently now. */
  changed(ids: Iterable<string>): void {
    for (const id of ids) this.#changed.add(id)
  }

  /** Whether there is anything to write about being at this version. */
  isBehind(version: string): boolean {
    return this.#changed.size > 0 || version !== this.#version
  }

  /** Everything up to this version was told. Rejects with `BusFault`, `lease-lost`. */
  async reached(version: string): Promise<void> {
    const { memory, known } = this.#options
    for (const id of known.untold()) this.#changed.add(id)
    await memory.putParts([...this.#changed].flatMap((id) => this.#partOf(id)))
    await this.#writePosition(version, this.#epoch + 1)
    this.#changed.clear()
    this.#ahead.clear()
    await this.#removeOld()
  }

  async #read(position: unknown): Promise<void> {
    const { memory, known, nowMs } = this.#options
    this.#version = textAt(position, 'version')
    this.#epoch = numberAt(position, 'epoch')
    this.#startedMs = numberAt(position, 'startedMs')
    for await (const part of memory.parts()) {
      const record = unpackRecord(part.value)
      if (record === undefined) continue
      const { id, object, isAhead, epoch, isGone } = record
      if (isGone) {
        known.rememberGone(id, object.version)
        this.#goneSinceMs.set(id, nowMs())
      } else known.remember(id, isAhead && epoch >= this.#epoch ? { ...object, isUntold: true } : object)
    }
  }

  async #begin(): Promise<void> {
    this.#startedMs = this.#options.nowMs()
    await this.#options.memory.clear()
    // When it began must outlive a crash within the first list.
    await this.#writePosition('', 0)
  }

  async #writePosition(version: string, epoch: number): Promise<void> {
    const { memory, fingerprint } = this.#options
    await memory.writePosition({ fingerprint, version, epoch, startedMs: this.#startedMs })
    this.#version = version
    this.#epoch = epoch
  }

  #partOf(id: string): readonly MemoryPart[] {
    const { known, nowMs } = this.#options
    const object = known.get(id)
    const epoch = this.#epoch + 1
    if (object !== undefined) {
      this.#goneSinceMs.delete(id)
      const isAhead = object.isUntold === true
      if (!isAhead && this.#ahead.get(id) === object.version) return []
      return [this.#part({ id, object, epoch, isAhead, isGone: false })]
    }
    const version = known.goneVersion(id)
    if (version === undefined) return []
    this.#goneSinceMs.set(id, nowMs())
    return [
      this.#part({ id, object: { version, name: '', text: '', isWhole: false }, epoch, isAhead: false, isGone: true }),
    ]
  }

  #part(record: ObjectRecord): MemoryPart {
    const value = packRecord(this.#options.isSecret ? withoutContent(record) : record)
    return { name: token(record.id), value }
  }

  async #removeOld(): Promise<void> {
    const { memory, known, nowMs } = this.#options
    const old = [...this.#goneSinceMs].filter(([, sinceMs]) => nowMs() - sinceMs > goneKeepMs).map(([id]) => id)
    if (old.length === 0) return
    await memory.removeParts(old.map(token))
    for (const id of old) {
      known.forgetGone(id)
      this.#goneSinceMs.delete(id)
    }
  }
}

function numberAt(value: unknown, name: string): number {
  const found = at(value, name)
  return typeof found === 'number' ? found : 0
}
