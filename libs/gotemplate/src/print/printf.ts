import type { Budget } from '../budget.ts'
import { Int } from '../value/int.ts'
import { typeOf } from '../value/type-of.ts'
import type { Value } from '../value/value.ts'
import { canonical } from '@millrace/value'
import { noFlags } from './flags.ts'
import { Printer } from './printer.ts'

/** Go's bound for widths and precisions. */
const sizeMax = 1_000_000

/** Go's `fmt.Sprintf`. What does not fit shows in the text, as `%!d(string=x)`; nothing here fails. */
export function printf(format: string, args: readonly Value[], budget: Budget): string {
  return new Directives(format, args, budget).run()
}

class Directives {
  readonly #format: string
  readonly #args: readonly Value[]
  readonly #printer: Printer
  #at = 0
  #arg = 0
  #reordered = false
  #goodIndex = true

  constructor(format: string, args: readonly Value[], budget: Budget) {
    this.#format = format
    this.#args = args
    this.#printer = new Printer(budget)
  }

  run(): string {
    const end = this.#format.length
    while (this.#at < end) {
      const percent = this.#format.indexOf('%', this.#at)
      const stop = percent < 0 ? end : percent
      if (stop > this.#at) this.#printer.write(this.#format.slice(this.#at, stop))
      this.#at = stop + 1
      if (percent >= 0) this.#directive()
    }
    if (!this.#reordered && this.#arg < this.#args.length) this.#extra()
    return canonical(this.#printer.out)
  }

  #directive(): void {
    this.#goodIndex = true
    const flags = (this.#printer.flags = noFlags())
    this.#readFlags()
    let afterIndex = this.#readIndex()
    if (this.#peek() === '*') {
      this.#at++
      flags.width = this.#sizeFromArg()
      if (flags.width === undefined) this.#printer.write('%!(BADWIDTH)')
      else if (flags.width < 0) {
        flags.width = -flags.width
        flags.minus = true
        flags.zero = false
      }
      afterIndex = false
    } else {
      flags.width = this.#readNumber()
      if (afterIndex && flags.width !== undefined) this.#goodIndex = false
    }
    if (this.#peek() === '.' && this.#at + 1 < this.#format.length) {
      this.#at++
      if (afterIndex) this.#goodIndex = false
      afterIndex = this.#readPrecision()
    }
    if (!afterIndex) this.#readIndex()
    this.#verb()
  }

  #verb(): void {
    const code = this.#format.codePointAt(this.#at)
    if (code === undefined) return this.#printer.write('%!(NOVERB)')
    const character = String.fromCodePoint(code)
    const verb = code >= 0xd800 && code <= 0xdfff ? '\uFFFD' : character
    this.#at += character.length
    if (verb === '%') return this.#printer.write('%')
    if (!this.#goodIndex) return this.#printer.write(`%!${verb}(BADINDEX)`)
    if (this.#arg >= this.#args.length) return this.#printer.write(`%!${verb}(MISSING)`)
    const { flags } = this.#printer
    if (verb === 'v' || verb === 'w') {
      flags.sharpV = flags.sharp
      flags.sharp = false
      flags.plusV = flags.plus
      flags.plus = false
    }
    this.#printer.print(this.#args[this.#arg], verb)
    this.#arg++
  }

  #readFlags(): void {
    const { flags } = this.#printer
    for (;;) {
      const character = this.#peek()
      if (character === '#') flags.sharp = true
      else if (character === '0') flags.zero = true
      else if (character === '+') flags.plus = true
      else if (character === '-') flags.minus = true
      else if (character === ' ') flags.space = true
      else return
      this.#at++
    }
  }

  /** `[3]`: which argument is next. Says whether one was read. */
  #readIndex(): boolean {
    if (this.#peek() !== '[') return false
    this.#reordered = true
    const close = this.#format.indexOf(']', this.#at)
    if (close < 0 || this.#format.length - this.#at < 3) {
      this.#goodIndex = false
      this.#at++
      return false
    }
    const digits = this.#format.slice(this.#at + 1, close)
    this.#at = close + 1
    const index = /^[0-9]+$/.test(digits) ? Number(digits) - 1 : Number.NaN
    if (index >= 0 && index < this.#args.length) {
      this.#arg = index
      return true
    }
    this.#goodIndex = false
    return !Number.isNaN(index) && index + 1 <= sizeMax * 10
  }

  #readPrecision(): boolean {
    const { flags } = this.#printer
    const afterIndex = this.#readIndex()
    if (this.#peek() !== '*') {
      flags.precision = this.#readNumber() ?? 0
      return afterIndex
    }
    this.#at++
    const precision = this.#sizeFromArg()
    flags.precision = precision !== undefined && precision >= 0 ? precision : undefined
    if (flags.precision === undefined) this.#printer.write('%!(BADPREC)')
    return false
  }

  #readNumber(): number | undefined {
    const from = this.#at
    let value = 0
    for (;;) {
      const digit = this.#peek()
      if (digit === undefined || digit < '0' || digit > '9') break
      if (value > sizeMax) {
        // Absurdly long: Go gives up on the rest of the format.
        this.#at = this.#format.length
        return undefined
      }
      value = value * 10 + Number(digit)
      this.#at++
    }
    return this.#at > from ? value : undefined
  }

  #sizeFromArg(): number | undefined {
    if (this.#arg >= this.#args.length) return undefined
    const arg = this.#args[this.#arg]
    this.#arg++
    if (!(arg instanceof Int)) return undefined
    const size = Number(arg.value)
    return Math.abs(size) <= sizeMax ? size : undefined
  }

  #extra(): void {
    this.#printer.flags = noFlags()
    this.#printer.write('%!(EXTRA ')
    for (const [at, arg] of this.#args.slice(this.#arg).entries()) {
      if (at > 0) this.#printer.write(', ')
      if (arg === null || arg === undefined) this.#printer.write('<nil>')
      else {
        this.#printer.write(`${typeOf(arg)}=`)
        this.#printer.print(arg, 'v')
      }
    }
    this.#printer.write(')')
  }

  #peek(): string | undefined {
    return this.#format[this.#at]
  }
}
