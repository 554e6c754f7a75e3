import { compareUtf8 } from '../text/order.ts'
import { JsonError } from './error.ts'
import { depthMax } from './decode.ts'
import { quoteJson } from './quote.ts'

/** What a value is in JSON: its text when it is a scalar, else what it holds. */
export type JsonShape<T> = string | readonly T[] | JsonMembers<T>

export interface JsonMembers<T> {
  readonly members: readonly (readonly [string, T])[]
  /** As a struct's fields: not to be sorted. */
  readonly isStruct?: boolean
}

export interface JsonStyle {
  /** Of one level; empty, the default, for all on one line. */
  readonly indent?: string
  /** Whether `<`, `>` and `&` are written as escapes, as `json.Marshal` does. Default true. */
  readonly html?: boolean
  /** Default `depthMax`. */
  readonly depthMax?: number
  /** Called for each value. May throw. */
  readonly step?: () => void
  /** Told how many UTF-16 units are about to be added. May throw. */
  readonly work?: (units: number) => void
}

/**
 * Go's `json.Marshal` (with an indent `json.MarshalIndent`) over the values of any language: `shapeOf` says what each is.
 * Maps are sorted by the bytes of their names. No recursion.
 */
export function writeJson<T>(value: T, shapeOf: (value: T) => JsonShape<T>, style: JsonStyle = {}): string {
  return new Writer(shapeOf, style).write(value)
}

interface Open<T> {
  readonly names: readonly string[] | undefined
  readonly values: readonly T[]
  at: number
}

class Writer<T> {
  readonly #shapeOf: (value: T) => JsonShape<T>
  readonly #indent: string
  readonly #html: boolean
  readonly #depthMax: number
  readonly #step: (() => void) | undefined
  readonly #work: ((units: number) => void) | undefined
  readonly #open: Open<T>[] = []
  #text = ''

  constructor(shapeOf: (value: T) => JsonShape<T>, style: JsonStyle) {
    this.#shapeOf = shapeOf
    this.#indent = style.indent ?? ''
    this.#html = style.html ?? true
    this.#depthMax = style.depthMax ?? depthMax
    this.#step = style.step
    this.#work = style.work
  }

  write(value: T): string {
    this.#begin(value)
    for (let open = this.#open.at(-1); open !== undefined; open = this.#open.at(-1)) {
      if (open.at < open.values.length) this.#element(open)
      else this.#end(open)
    }
    return this.#text
  }

  #begin(value: T): void {
    this.#step?.()
    const shape = this.#shapeOf(value)
    if (typeof shape === 'string') {
      this.#work?.(shape.length)
      this.#text += shape
    } else if (isList(shape)) this.#openWith({ names: undefined, values: shape, at: 0 }, '[]')
    else {
      const members = shape.isStruct === true ? shape.members : sortedMembers(shape.members)
      this.#openWith({ names: members.map(nameOf), values: members.map(valueOf), at: 0 }, '{}')
    }
  }

  #openWith(open: Open<T>, brackets: '[]' | '{}'): void {
    if (open.values.length === 0) {
      this.#text += brackets
      return
    }
    if (this.#open.length >= this.#depthMax) throw new JsonError('depth', 'json: unsupported value: nests too deeply')
    this.#text += brackets[0]
    this.#open.push(open)
  }

  #element(open: Open<T>): void {
    const { at } = open
    open.at++
    if (at > 0) this.#text += ','
    this.#line()
    if (open.names !== undefined) {
      const name = open.names[at] ?? ''
      this.#work?.(name.length)
      this.#text += quoteJson(name, this.#html) + (this.#indent === '' ? ':' : ': ')
    }
    // `at` is below the length.
    this.#begin(open.values[at] as T)
  }

  #end(open: Open<T>): void {
    this.#open.pop()
    this.#line()
    this.#text += open.names === undefined ? ']' : '}'
  }

  #line(): void {
    if (this.#indent === '') return
    const line = `\n${this.#indent.repeat(this.#open.length)}`
    this.#work?.(line.length)
    this.#text += line
  }
}

function isList<T>(shape: readonly T[] | JsonMembers<T>): shape is readonly T[] {
  return Array.isArray(shape)
}

function sortedMembers<T>(members: readonly (readonly [string, T])[]): readonly (readonly [string, T])[] {
  return members.length < 2 ? members : members.toSorted(byName)
}

function byName<T>([a]: readonly [string, T], [b]: readonly [string, T]): number {
  return compareUtf8(a, b)
}

function nameOf([name]: readonly [string, unknown]): string {
  return name
}

function valueOf<T>([, value]: readonly [string, T]): T {
  return value
}
