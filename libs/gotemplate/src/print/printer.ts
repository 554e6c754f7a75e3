import type { Budget } from '../budget.ts'
import { Complex } from '../value/complex.ts'
import { Dict } from '../value/dict.ts'
import { Int, isIntKind } from '../value/int.ts'
import { List } from '../value/list.ts'
import { NilPointer } from '../value/nil-pointer.ts'
import { Opaque } from '../value/opaque.ts'
import { textOfNamed } from '../value/named-int.ts'
import { sortedEntries } from '../value/sorted-entries.ts'
import { typeOf } from '../value/type-of.ts'
import type { Value } from '../value/value.ts'
import { toBytes } from '@millrace/value'
import { formatInteger, formatQuotedRune, formatRune, formatUnicode } from './format-integer.ts'
import { formatReal } from './format-real.ts'
import { formatHexBytes, formatQuoted, formatText } from './format-text.ts'
import { noFlags } from './flags.ts'
import type { Flags } from './flags.ts'
import { pad } from './pad.ts'
import { bytesOf, textOfBytes } from '../value/bytes.ts'

/** Formats values as Go's `fmt` does, one directive at a time, and writes them one after the other. */
export class Printer {
  out = ''
  flags: Flags = noFlags()
  readonly #budget: Budget
  /** Within `%!d(…)`: values show without their methods. */
  #failing = false

  constructor(budget: Budget) {
    this.#budget = budget
  }

  write(text: string): void {
    this.#budget.work(text.length)
    this.out += text
  }

  print(value: Value, verb: string, depth = 0): void {
    this.#budget.step()
    this.#budget.depth(depth)
    // Padding is made before it can be counted.
    if (this.flags.width !== undefined) this.#budget.work(this.flags.width)
    if (this.flags.precision !== undefined) this.#budget.work(this.flags.precision)
    if (value === null || value === undefined) return this.#printNil(verb, depth)
    if (depth === 0 && verb === 'T') return this.write(formatText(typeOf(value), this.flags))
    if (depth === 0 && verb === 'p') return this.#printPointer(value, verb)
    if (typeof value === 'string') return this.#printText(value, verb)
    if (typeof value === 'number') return this.#printFloat(value, value, verb)
    if (typeof value === 'boolean') {
      return verb === 't' || verb === 'v' ? this.write(pad(String(value), this.flags)) : this.bad(value, verb)
    }
    if (!this.#failing && !isPlain(value) && this.#printByMethod(value, verb)) return
    if (value instanceof Int) return this.#printInt(value, verb)
    if (value instanceof List) return this.#printList(value, verb, depth)
    if (value instanceof Dict) return this.#printDict(value, verb, depth)
    if (value instanceof Complex) return this.#printComplex(value, verb)
    this.#printOpaque(value, verb, depth)
  }

  /** What a verb that does not fit the value makes: `%!d(string=x)`. */
  bad(value: Value, verb: string): void {
    this.write(`%!${verb}(`)
    if (value === null || value === undefined) this.write('<nil>')
    else {
      this.write(`${typeOf(value)}=`)
      const before = this.#failing
      this.#failing = true
      this.print(value, 'v')
      this.#failing = before
    }
    this.write(')')
  }

  #printNil(verb: string, depth: number): void {
    if (depth > 0) return this.write(this.flags.sharpV ? 'interface {}(nil)' : '<nil>')
    if (verb === 'T' || verb === 'v') return this.write(pad('<nil>', this.flags))
    this.bad(null, verb)
  }

  #printByMethod(value: Int | List | Dict | Complex | Opaque, verb: string): boolean {
    if (verb === 'w') {
      // Only errors are for this verb, and there are none here.
      this.bad(value, verb)
      return true
    }
    if (!(value instanceof Opaque || value instanceof Int)) return false
    if (this.flags.sharpV) {
      const text = value instanceof Opaque ? value.goText() : undefined
      if (text !== undefined) this.write(formatText(text, this.flags))
      return text !== undefined
    }
    if (!'vsxXq'.includes(verb)) return false
    const text = value instanceof Opaque ? value.text() : textOfNamed(value)
    if (text !== undefined) this.#printText(text, verb)
    return text !== undefined
  }

  #printText(text: string, verb: string): void {
    if (verb === 's' || (verb === 'v' && !this.flags.sharpV)) return this.write(formatText(text, this.flags))
    if (verb === 'q' || verb === 'v') return this.write(formatQuoted(text, this.flags))
    if (verb === 'x' || verb === 'X') return this.write(formatHexBytes(toBytes(text), verb, this.flags))
    this.bad(text, verb)
  }

  #printInt(value: Int, verb: string): void {
    const number = value.value
    const flags = this.flags
    switch (verb) {
      case 'v':
        if (flags.sharpV && value.isUnsigned)
          return this.write(formatInteger(number, 16, verb, { ...flags, sharp: true }))
        return this.write(formatInteger(number, 10, verb, flags))
      case 'd':
        return this.write(formatInteger(number, 10, verb, flags))
      case 'b':
        return this.write(formatInteger(number, 2, verb, flags))
      case 'o':
      case 'O':
        return this.write(formatInteger(number, 8, verb, flags))
      case 'x':
      case 'X':
        return this.write(formatInteger(number, 16, verb, flags))
      case 'c':
        return this.write(formatRune(number, flags))
      case 'q':
        return this.write(formatQuotedRune(number, flags))
      case 'U':
        return this.write(formatUnicode(number, flags))
      default:
        this.bad(value, verb)
    }
  }

  #printFloat(number: number, whole: Value, verb: string): void {
    switch (verb) {
      case 'v':
        return this.write(formatReal(number, 'g', -1, this.flags))
      case 'b':
      case 'g':
      case 'G':
      case 'x':
      case 'X':
        return this.write(formatReal(number, verb, -1, this.flags))
      case 'f':
      case 'e':
      case 'E':
        return this.write(formatReal(number, verb, 6, this.flags))
      case 'F':
        return this.write(formatReal(number, 'f', 6, this.flags))
      default:
        this.bad(whole, verb)
    }
  }

  #printComplex(value: Complex, verb: string): void {
    if (!'vbgGxXfFeE'.includes(verb)) return this.bad(value, verb)
    const { plus } = this.flags
    this.write('(')
    this.#printFloat(value.real, value, verb)
    this.flags.plus = true
    this.#printFloat(value.imaginary, value, verb)
    this.flags.plus = plus
    this.write('i)')
  }

  #printList(list: List, verb: string, depth: number): void {
    if (list.element === 'uint8' && (depth === 0 || 'sqxX'.includes(verb))) {
      if (verb === 'x' || verb === 'X') return this.write(formatHexBytes(bytesOf(list), verb, this.flags))
      if (verb === 's') return this.write(formatText(textOfBytes(list), this.flags))
      if (verb === 'q') return this.write(formatQuoted(textOfBytes(list), this.flags))
    }
    const { sharpV } = this.flags
    if (sharpV) this.write(list.element === 'uint8' && depth === 0 && 'vd'.includes(verb) ? '[]byte' : list.type)
    if (sharpV && list.isNil) return this.write('(nil)')
    this.write(sharpV ? '{' : '[')
    for (const [at, item] of list.items.entries()) {
      if (at > 0) this.write(sharpV ? ', ' : ' ')
      this.print(item, verb, depth + 1)
    }
    this.write(sharpV ? '}' : ']')
  }

  #printDict(dict: Dict, verb: string, depth: number): void {
    const { sharpV } = this.flags
    this.write(sharpV ? dict.type : 'map')
    if (sharpV && dict.isNil) return this.write('(nil)')
    this.write(sharpV ? '{' : '[')
    for (const [at, [key, value]] of sortedEntries(dict).entries()) {
      if (at > 0) this.write(sharpV ? ', ' : ' ')
      this.print(key, verb, depth + 1)
      this.write(':')
      this.print(value, verb, depth + 1)
    }
    this.write(sharpV ? '}' : ']')
  }

  #printOpaque(value: Opaque, verb: string, depth: number): void {
    const { sharpV, plusV } = this.flags
    if (value instanceof NilPointer) return this.#printNilPointer(value, verb)
    if (value.kind === 'func' || (value.kind === 'ptr' && depth > 0)) return this.#printPointer(value, verb)
    if (value.kind === 'ptr') this.write('&')
    this.write(sharpV ? `${value.type.replace(/^\*/, '')}{` : '{')
    for (const [at, [name, field]] of value.internals().entries()) {
      if (at > 0) this.write(sharpV ? ', ' : ' ')
      if (sharpV || plusV) this.write(`${name}:`)
      // Fields that are not exported show without their methods.
      const before = this.#failing
      this.#failing = true
      this.print(field, verb, depth + 1)
      this.#failing = before
    }
    this.write('}')
  }

  #printNilPointer(value: NilPointer, verb: string): void {
    if (verb === 'v') return this.write(this.flags.sharpV ? `(${value.type})(nil)` : pad('<nil>', this.flags))
    if ('bodxX'.includes(verb)) return this.#printInt(new Int(0n, 'uint64'), verb)
    this.bad(value, verb)
  }

  /** Addresses tell nothing here; all are the same. */
  #printPointer(value: Value, verb: string): void {
    const isPointer =
      value instanceof List || value instanceof Dict || (value instanceof Opaque && value.kind !== 'struct')
    if (!isPointer || !'pvbodxX'.includes(verb)) return this.bad(value, verb)
    const address = 0xc000000000n
    if ('bodxX'.includes(verb)) return this.#printInt(new Int(address, 'uint64'), verb)
    this.write(formatInteger(address, 16, 'v', { ...this.flags, sharp: !this.flags.sharp }))
  }
}

/** Whether the type is one of Go's own without methods, for which the verbs alone decide. */
function isPlain(value: Int | List | Dict | Complex | Opaque): boolean {
  if (value instanceof Int) return isIntKind(value.type)
  return value instanceof Complex || (value instanceof List && value.element === 'uint8')
}
