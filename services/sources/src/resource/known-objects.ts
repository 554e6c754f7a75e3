import { stubOf, type SeenObject } from './seen-object.ts'

/** What an object was when it was last told. */
export interface KnownObject {
  readonly version: string
  readonly name: string
  /** Its JSON; where it is not whole, only what says which object it is. */
  readonly text: string
  readonly isWhole: boolean
  /** It was to be told as new when a crash came: whether it was is not known. */
  readonly isUntold?: boolean
}

/** What is to be told of an object. */
export interface Told {
  readonly kind: 'ADD' | 'UPDATE' | 'DELETE'
  readonly id: string
  readonly name: string
  /** The same each time that this is told: with id and kind the delivery id. */
  readonly version: string
  readonly body: string
  readonly oldBody: string | undefined
}

export interface Happened {
  readonly kind: 'added' | 'modified' | 'deleted'
  readonly object: SeenObject
}

/**
 * The objects of a selection as they were last told, and what is to be told of the next things that happen. A deletion
 * is told with the last version that was known before: whether a watch tells it or a list lacks the object, it is the same.
 */
export class KnownObjects {
  readonly #objects = new Map<string, KnownObject>()
  /** Last versions of objects that were told as deleted, as long as a crash may bring their deletion again. */
  readonly #gone = new Map<string, string>()
  readonly #bytesMax: number
  #bytes = 0

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  get size(): number {
    return this.#objects.size
  }

  get(id: string): KnownObject | undefined {
    return this.#objects.get(id)
  }

  /** Objects of which it is not known whether they were told. */
  untold(): string[] {
    return [...this.#objects].filter(([, { isUntold }]) => isUntold === true).map(([id]) => id)
  }

  /** From memory. */
  remember(id: string, object: KnownObject): void {
    this.#put(id, object)
  }

  rememberGone(id: string, version: string): void {
    this.#gone.set(id, version)
  }

  /** The last version of an object that was told as deleted. */
  goneVersion(id: string): string | undefined {
    return this.#gone.get(id)
  }

  forgetGone(id: string): void {
    this.#gone.delete(id)
  }

  /** What a watch tells. */
  take({ kind, object }: Happened): Told | undefined {
    const before = this.#objects.get(object.id)
    // After a crash a watch begins before what is remembered: what it repeats was told.
    if (before !== undefined && before.isUntold !== true && isNotNewer(object.version, before.version)) return undefined
    if (kind === 'deleted') return this.#deleted(object, before)
    this.#put(object.id, this.#known(object))
    if (kind === 'added') return told('ADD', object, object.version, undefined)
    return told('UPDATE', object, object.version, wholeText(before))
  }

  /** An object of a list that was not in the selection for a while, and is again: what was known of it is gone. */
  meetAgain(object: SeenObject): readonly Told[] {
    const before = this.#objects.get(object.id)
    return before === undefined ? [] : this.#lost(object.id, before)
  }

  /** An object of a list. */
  meet(object: SeenObject): readonly Told[] {
    const before = this.#objects.get(object.id)
    const owed = owedOf(object.id, before)
    if (before?.version === object.version) {
      if (owed.length > 0) this.#put(object.id, this.#known(object))
      return owed
    }
    this.#put(object.id, this.#known(object))
    const kind = before === undefined ? 'ADD' : 'UPDATE'
    return [...owed, told(kind, object, object.version, wholeText(before))]
  }

  /** The objects that a whole list does not have any more. */
  miss(listed: ReadonlySet<string>): readonly Told[] {
    return [...this.#objects].filter(([id]) => !listed.has(id)).flatMap(([id, before]) => this.#lost(id, before))
  }

  clear(): void {
    this.#objects.clear()
    this.#gone.clear()
    this.#bytes = 0
  }

  /** A deletion that no watch has told: with the object as it was last known. */
  #lost(id: string, before: KnownObject): readonly Told[] {
    this.#remove(id, before)
    const { name, version, text } = before
    return [...owedOf(id, before), { kind: 'DELETE', id, name, version, body: text, oldBody: undefined }]
  }

  #deleted(object: SeenObject, before: KnownObject | undefined): Told {
    const known = before?.isUntold === true && isNotNewer(object.version, before.version) ? undefined : before
    const version = known?.version ?? this.#gone.get(object.id) ?? object.version
    if (before !== undefined) this.#remove(object.id, before)
    return told('DELETE', object, version, undefined)
  }

  #known({ version, name, text }: SeenObject): KnownObject {
    // Units of UTF-16 stand for bytes: near enough for a bound.
    const isWhole = this.#bytes + text.length <= this.#bytesMax
    return { version, name, text: isWhole ? text : stubOf(text), isWhole }
  }

  #put(id: string, object: KnownObject): void {
    this.#bytes += object.text.length - (this.#objects.get(id)?.text.length ?? 0)
    this.#objects.set(id, object)
    this.#gone.delete(id)
  }

  #remove(id: string, { version, text }: KnownObject): void {
    this.#bytes -= text.length
    this.#objects.delete(id)
    this.#gone.set(id, version)
  }
}

/** Versions are numbers that grow, as the API has it now; where they are not, only the same one is known. */
function isNotNewer(version: string, known: string): boolean {
  if (version === known) return true
  return /^\d+$/u.test(version) && /^\d+$/u.test(known) && BigInt(version) < BigInt(known)
}

function told(kind: Told['kind'], { id, name, text }: SeenObject, version: string, oldBody: string | undefined): Told {
  return { kind, id, name, version, body: text, oldBody }
}

/** An object that was perhaps not told as new is told so again, in the version that it had: the second time it has no effect. */
function owedOf(id: string, before: KnownObject | undefined): readonly Told[] {
  if (before?.isUntold !== true) return []
  const { name, version, text } = before
  return [{ kind: 'ADD', id, name, version, body: text, oldBody: undefined }]
}

function wholeText(known: KnownObject | undefined): string | undefined {
  return known?.isWhole === true ? known.text : undefined
}
