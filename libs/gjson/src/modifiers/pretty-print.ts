import { ByteBuffer } from './byte-buffer.ts'
import { checkDepth } from '../error.ts'
import { sortMembers } from './pretty-order.ts'
import type { Member } from './pretty-order.ts'

export interface Layout {
  readonly sortKeys: boolean
  readonly indent: string
  readonly prefix: string
  /** The bytes up to which an array of scalars stays on one line; 0 or less: never. */
  readonly width: number
}

/** Lays out as tidwall/pretty does, on UTF-8 bytes, since its widths count them. */
export function prettyPrint(json: string, layout: Layout, depth: number): string {
  const printer = new Printer(Buffer.from(json), layout)
  return printer.print(depth)
}

const newline = 0x0a
const space = 0x20
const quote = 0x22
const comma = 0x2c
const colon = 0x3a
const openBracket = 0x5b
const openBrace = 0x7b
const backslash = 0x5c

const noKey = new Uint8Array()

const words: ReadonlyMap<number, Buffer> = new Map(
  ['true', 'false', 'null'].map((word) => [word.charCodeAt(0), Buffer.from(word)]),
)

/** Where one container is printed: on lines of its own (`tabs` deep), or on what may be left of one line. */
interface Place {
  readonly tabs: number
  /** Whether this is a try to fit into one line, which an object inside ends. */
  readonly oneLine: boolean
  readonly depth: number
}

class Printer {
  readonly #json: Uint8Array
  readonly #layout: Layout
  readonly #prefix: Buffer
  readonly #indent: Buffer
  readonly #out: ByteBuffer
  #at = 0
  #lineStart = 0

  constructor(json: Uint8Array, layout: Layout) {
    this.#json = json
    this.#layout = layout
    this.#prefix = Buffer.from(layout.prefix)
    this.#indent = Buffer.from(layout.indent)
    this.#out = new ByteBuffer(json.length)
  }

  print(depth: number): string {
    this.#out.push(this.#prefix)
    this.#value({ tabs: 0, oneLine: false, depth })
    if (this.#out.length > 0) this.#out.pushByte(newline)
    return this.#out.toString()
  }

  /** Prints the next value, whatever stands before it. False when it does not fit into the one line. */
  #value(place: Place): boolean {
    for (; this.#at < this.#json.length; this.#at++) {
      const code = this.#json[this.#at] ?? 0
      if (code <= space) continue
      if (code === quote) return this.#copyString()
      if (isNumberStart(code, this.#json[this.#at + 1])) return this.#copyNumber()
      if (code === openBrace || code === openBracket) return this.#container(code, place)
      const word = words.get(code)
      if (word !== undefined) {
        this.#out.push(word)
        this.#at += word.length
        return true
      }
    }
    return true
  }

  #container(open: number, place: Place): boolean {
    checkDepth(place.depth)
    if (this.#layout.width > 0) {
      if (open === openBracket && !place.oneLine && this.#fitsOneLine(place)) return true
      if (open === openBrace && place.oneLine) return false
    }
    this.#out.pushByte(open)
    this.#at++
    const members: Member[] = []
    for (; this.#at < this.#json.length; this.#at++) {
      const code = this.#json[this.#at] ?? 0
      if (code === open + 2) {
        if (!place.oneLine) this.#closeLines(open, members, place)
        this.#out.pushByte(code)
        this.#at++
        break
      }
      if (code <= space || (open === openBrace && code !== quote)) continue
      if (!this.#member(open, members, place) && place.oneLine) return false
      this.#at--
    }
    return open === openBracket
  }

  /** False when the member does not fit into the one line. */
  #member(open: number, members: Member[], place: Place): boolean {
    if (members.length > 0) {
      this.#out.pushByte(comma)
      if (this.#layout.width !== -1 && open === openBracket) this.#out.pushByte(space)
    }
    if (!place.oneLine) this.#breakLine()
    const start = this.#out.length
    let key: Uint8Array = noKey
    if (!place.oneLine) this.#tabs(place.tabs + 1)
    if (open === openBrace) {
      const keyStart = this.#at
      this.#copyString()
      key = this.#json.subarray(keyStart, this.#at)
      this.#out.pushByte(colon)
      if (!place.oneLine) this.#out.pushByte(space)
    }
    const fits = this.#value({ ...place, tabs: place.tabs + 1, depth: place.depth + 1 })
    members.push({ key, start, end: this.#out.length })
    return fits
  }

  /** Tries an array on one line, and takes it back when it is too long or has an object in it. */
  #fitsOneLine(place: Place): boolean {
    const room = this.#layout.width - (this.#out.length - this.#lineStart)
    if (room <= 3) return false
    const at = this.#at
    const length = this.#out.length
    const fits = this.#container(openBracket, { tabs: 0, oneLine: true, depth: place.depth })
    if (fits && this.#out.length - length <= room) return true
    this.#out.cutTo(length)
    this.#at = at
    return false
  }

  #closeLines(open: number, members: readonly Member[], place: Place): void {
    if (open === openBrace && this.#layout.sortKeys) sortMembers(this.#out, members)
    if (members.length > 0) this.#breakLine()
    if (this.#out.last !== open) this.#tabs(place.tabs)
  }

  #breakLine(): void {
    this.#lineStart = this.#out.length
    if (this.#out.last === space) this.#out.replaceLast(newline)
    else this.#out.pushByte(newline)
  }

  #tabs(count: number): void {
    this.#out.push(this.#prefix)
    for (let i = 0; i < count; i++) this.#out.push(this.#indent)
  }

  #copyString(): boolean {
    const start = this.#at
    this.#at++
    for (; this.#at < this.#json.length; this.#at++) {
      const code = this.#json[this.#at]
      if (code === backslash) this.#at++
      if (code === quote) {
        this.#at++
        break
      }
    }
    this.#at = Math.min(this.#at, this.#json.length)
    return this.#copyFrom(start)
  }

  #copyNumber(): boolean {
    const start = this.#at
    this.#at++
    while (this.#at < this.#json.length && !isNumberEnd(this.#json[this.#at] ?? 0)) this.#at++
    return this.#copyFrom(start)
  }

  #copyFrom(start: number): boolean {
    this.#out.push(this.#json.subarray(start, this.#at))
    return true
  }
}

function isNumberStart(code: number, next: number | undefined): boolean {
  if (code >= 0x30 && code <= 0x39) return true
  // `-`, `+` and the words Inf, inf, NaN and nan; `nu` starts a null.
  if (code === 0x6e) return next !== undefined && next !== 0x75
  return code === 0x2d || code === 0x2b || code === 0x69 || code === 0x49 || code === 0x4e
}

function isNumberEnd(code: number): boolean {
  return code <= space || code === comma || code === colon || code === 0x5d || code === 0x7d
}
