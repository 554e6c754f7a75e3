import type { RecordBounds } from '@millrace/bus'
import { compareProblems, defaultBusName, validateSet, type Problem, type ReadObject } from '@millrace/manifests'
import { keyOf, keyText, objectBytesMax, registryKinds, type ObjectKey, type RegistryObject } from '@millrace/registry'
import { outsideBusOf } from './outside/outside-bus.ts'
import { nextVersion } from './next-version.ts'
import type { Reading } from './read-files.ts'
import { recordDefault, recordOf } from './record-of.ts'

/** What is known before a decision. */
export interface Given {
  /** The objects in force, by their key. */
  readonly inForce: ReadonlyMap<string, RegistryObject>
  /** The file that an object was last seen in, by the object's key. */
  readonly origins: ReadonlyMap<string, string>
  /** Buses whose stream NATS refuses, and its reason, by `namespace/name`. */
  readonly refused: ReadonlyMap<string, string>
}

/** The record of one EventBus that must exist. */
export interface RecordWish {
  readonly namespace: string
  readonly bus: string
  readonly bounds: RecordBounds
  /** True: the bus names a server that its record goes to as well. */
  readonly isOutside: boolean
  /** True: objects name the bus, and no manifest says anything about it. */
  readonly isImplied: boolean
}

export interface Decision {
  /** To be written, in this order: who listens comes before who sends. */
  readonly puts: readonly RegistryObject[]
  /** To be taken out, in this order: who sends goes before who listens. */
  readonly removes: readonly ObjectKey[]
  readonly records: readonly RecordWish[]
  readonly problems: readonly Problem[]
  readonly origins: ReadonlyMap<string, string>
}

const putOrder: readonly RegistryObject['kind'][] = ['EventBus', 'Sensor', 'WorkflowEventBinding', 'EventSource']

/**
 * What to change so that what is in force is what the files say. An object that is broken, or whose file cannot be read,
 * stays in force as it was; an object that no file has any more goes.
 */
export function decide(reading: Reading, given: Given): Decision {
  const seen = firstOfEach(reading.objects)
  const decider = new Decider(reading, seen, given)
  for (const [key, read] of seen) if (read.kind === 'EventBus') decider.takeBus(key, read)
  for (const [key, read] of seen) if (read.kind !== 'EventBus') decider.takeUser(key, read)
  return decider.decision()
}

class Decider {
  readonly #reading: Reading
  readonly #seen: ReadonlyMap<string, ReadObject>
  readonly #given: Given
  /** What will be in force, by key. */
  readonly #wanted = new Map<string, RegistryObject>()
  readonly #problems: Problem[] = []

  constructor(reading: Reading, seen: ReadonlyMap<string, ReadObject>, given: Given) {
    this.#reading = reading
    this.#seen = seen
    this.#given = given
    for (const [key, object] of given.inForce) if (this.#mayStay(key)) this.#wanted.set(key, object)
  }

  takeBus(key: string, read: ReadObject): void {
    const { object } = read
    if (object?.kind !== 'EventBus') return
    const refusal = this.#given.refused.get(`${read.namespace}/${read.name}`)
    if (refusal !== undefined) {
      this.#problem(read, object.spec, [], `NATS refuses its stream: ${refusal}${this.#standing(key)}`)
    } else this.#take(key, read, object)
  }

  takeUser(key: string, read: ReadObject): void {
    const { object } = read
    if (object?.kind === 'WorkflowEventBinding') this.#take(key, read, object)
    if (object?.kind !== 'EventSource' && object?.kind !== 'Sensor') return
    const name = object.spec.eventBusName ?? defaultBusName
    const busKey = keyText({ kind: 'EventBus', namespace: read.namespace, name })
    const refusal = this.#given.refused.get(`${read.namespace}/${name}`)
    if (this.#seen.has(busKey) && !this.#wanted.has(busKey)) {
      const message = `its EventBus ${name} is broken, so it cannot be in force${this.#standing(key)}`
      this.#problem(read, object.spec, ['eventBusName'], message)
    } else if (refusal !== undefined && !this.#wanted.has(busKey)) {
      this.#problem(read, object.spec, ['eventBusName'], `NATS refuses the stream of its EventBus ${name}: ${refusal}`)
    } else this.#take(key, read, object)
  }

  decision(): Decision {
    const { inForce } = this.#given
    const puts = [...this.#wanted].flatMap(([key, object]) => {
      const before = inForce.get(key)
      return object === before ? [] : (nextVersion(object, before) ?? [])
    })
    const removes = [...inForce].flatMap(([key, object]) => (this.#wanted.has(key) ? [] : [keyOf(object)]))
    const rank = ({ kind }: { kind: RegistryObject['kind'] }): number => putOrder.indexOf(kind)
    const problems = [...this.#reading.problems, ...validateSet(this.#reading.objects), ...this.#problems]
    return {
      puts: puts.sort((a, b) => rank(a) - rank(b)),
      removes: removes.sort((a, b) => rank(b) - rank(a)),
      records: this.#records(),
      problems: problems.sort(compareProblems),
      origins: this.#origins(),
    }
  }

  /**
   * A text that does not compile keeps a new version out, so that the last good one goes on. Where there is none, the
   * object comes into force with what is sound in it, as the original has it.
   */
  #take(key: string, read: ReadObject, object: RegistryObject): void {
    const before = this.#given.inForce.get(key)
    const isChange = before !== undefined && nextVersion(object, before) !== undefined
    const bytes = bytesOf(object)
    if (isChange && this.#reading.unsound.has(read)) {
      this.#problem(read, undefined, [], `a text in it does not compile${this.#standing(key)}`)
    } else if (bytes <= objectBytesMax) this.#wanted.set(key, object)
    else this.#problem(read, undefined, [], `${bytes} bytes, of ${objectBytesMax} at most${this.#standing(key)}`)
  }

  /** Whether an object in force stays for want of a better one: its manifest is there, or may be there unseen. */
  #mayStay(key: string): boolean {
    if (this.#seen.has(key) || !this.#reading.isWhole) return true
    const { blind } = this.#reading
    const origin = this.#given.origins.get(key)
    // After a restart nobody knows any more which file an object came from.
    return origin === undefined ? blind.size > 0 : blind.has(origin)
  }

  #standing(key: string): string {
    return this.#given.inForce.has(key) ? '; its last good version stays in force' : ''
  }

  #records(): readonly RecordWish[] {
    const wishes = new Map<string, RecordWish>()
    for (const object of this.#wanted.values()) {
      if (object.kind !== 'EventBus') continue
      const { namespace, name: bus } = object.metadata
      const isOutside = outsideBusOf(object) !== undefined
      wishes.set(`${namespace}/${bus}`, { namespace, bus, bounds: recordOf(object), isOutside, isImplied: false })
    }
    for (const object of this.#wanted.values()) {
      if (object.kind === 'EventBus' || object.kind === 'WorkflowEventBinding') continue
      const { namespace } = object.metadata
      const bus = object.spec.eventBusName ?? defaultBusName
      const key = `${namespace}/${bus}`
      if (!wishes.has(key))
        wishes.set(key, { namespace, bus, bounds: recordDefault, isOutside: false, isImplied: true })
    }
    return [...wishes.values()]
  }

  #origins(): ReadonlyMap<string, string> {
    const origins = new Map<string, string>()
    for (const key of this.#wanted.keys()) {
      const origin = this.#seen.get(key)?.file ?? this.#given.origins.get(key)
      if (origin !== undefined) origins.set(key, origin)
    }
    return origins
  }

  #problem(read: ReadObject, node: object | undefined, fields: readonly string[], message: string): void {
    const at = node === undefined ? { line: read.line, column: read.column, path: '' } : read.locate(node, ...fields)
    this.#problems.push({ severity: 'error', code: 'invalid', file: read.file, ...at, message })
  }
}

const sizes = new WeakMap<RegistryObject, number>()

/** Bytes of an object as JSON, reckoned once: an object that was read does not change. */
function bytesOf(object: RegistryObject): number {
  const known = sizes.get(object)
  if (known !== undefined) return known
  const bytes = Buffer.byteLength(JSON.stringify(object))
  sizes.set(object, bytes)
  return bytes
}

/** Of several objects with one name the first counts; the others are told as duplicates. */
function firstOfEach(objects: readonly ReadObject[]): ReadonlyMap<string, ReadObject> {
  const seen = new Map<string, ReadObject>()
  for (const read of objects) {
    const kind = registryKinds.find((kind) => kind === read.kind)
    if (kind === undefined || read.name === '') continue
    const key = keyText({ kind, namespace: read.namespace, name: read.name })
    if (!seen.has(key)) seen.set(key, read)
  }
  return seen
}
