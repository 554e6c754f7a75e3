import { classOf } from './classes.ts'
import { PatternFault } from './program.ts'
import type { CharClass, Instruction, PatternProgram } from './program.ts'
import { Scanner, end } from './scanner.ts'

/** Captures within each other. */
const captureDepthMax = 100

const code = {
  caret: 94, dollar: 36, percent: 37, open: 40, close: 41, dot: 46, left: 91, right: 93, minus: 45, zero: 48, nine: 57, b: 98,
} as const // prettier-ignore

const repeats = '*+-?'

/** Compiles a Lua pattern. Throws a PatternFault. */
export function parsePattern(pattern: string): PatternProgram {
  return new PatternParser(pattern).program()
}

/** One byte, or one of several. */
interface Single {
  readonly byte: number | undefined
  readonly matches: CharClass
}

class PatternParser {
  readonly #scanner: Scanner
  readonly #out: Instruction[] = [{ op: 'save', index: 0 }]
  #captures = 2
  #depth = 0

  constructor(pattern: string) {
    this.#scanner = new Scanner(pattern)
  }

  program(): PatternProgram {
    const scanner = this.#scanner
    const isAnchored = scanner.peek() === code.caret
    if (isAnchored) scanner.next()
    const isWhole = this.#sequence(true)
    this.#out.push({ op: 'save', index: 1 })
    if (isWhole) this.#out.push({ op: 'end' })
    this.#out.push({ op: 'match' })
    const [, first] = this.#out
    const firstByte = first?.op === 'byte' && first.byte >= 0 ? String.fromCharCode(first.byte) : undefined
    return { instructions: this.#out, isAnchored, firstByte }
  }

  /** Whether the match must reach the end. */
  #sequence(isTop: boolean): boolean {
    const scanner = this.#scanner
    let isWhole = false
    for (;;) {
      const byte = scanner.peek()
      if (byte === end) {
        scanner.next()
        return isWhole
      }
      if (byte === code.close) {
        if (isTop) throw new PatternFault(`invalid ')'${scanner.where}`)
        return isWhole
      }
      if (byte === code.dollar && isTop && scanner.isAtLast) {
        isWhole = true
        scanner.next()
      } else if (byte === code.open) this.#capture()
      else if (byte === code.percent) this.#escape()
      else this.#single(this.#readSingle(byte))
    }
  }

  #capture(): void {
    const scanner = this.#scanner
    scanner.next()
    const index = this.#captures
    this.#captures += 2
    if (scanner.peek() === code.close) {
      scanner.next()
      this.#out.push({ op: 'position', index })
      return
    }
    if (++this.#depth > captureDepthMax) throw new PatternFault('pattern/input too complex')
    this.#out.push({ op: 'save', index })
    this.#sequence(false)
    this.#depth--
    if (scanner.peek() !== code.close) throw new PatternFault(`unfinished capture${scanner.where}`)
    scanner.next()
    this.#out.push({ op: 'save', index: index + 1 })
  }

  #escape(): void {
    const scanner = this.#scanner
    const byte = scanner.peek(1)
    if (byte === code.zero) {
      scanner.next()
      throw new PatternFault(`invalid capture index${scanner.where}`)
    }
    if (byte > code.zero && byte <= code.nine) {
      scanner.next()
      this.#out.push({ op: 'capture', number: scanner.next() - code.zero })
    } else if (byte === code.b) {
      scanner.next()
      scanner.next()
      const open = scanner.next()
      this.#out.push({ op: 'balanced', open, close: scanner.next() })
    } else this.#single(this.#readClass(true))
  }

  #readSingle(byte: number): Single {
    if (byte === code.dot || byte === code.left) return this.#readClass(true)
    this.#scanner.next()
    return exactly(byte)
  }

  #readClass(allowsSet: boolean): Single {
    const scanner = this.#scanner
    const byte = scanner.next()
    if (byte === code.percent) return { byte: undefined, matches: classOf(scanner.next()) }
    if (byte === code.dot && allowsSet) return { byte: undefined, matches: () => true }
    if (byte === code.left && allowsSet) return this.#readSet()
    if (byte === end) throw new PatternFault(`unexpected EOS${scanner.where}`)
    return exactly(byte)
  }

  #readSet(): Single {
    const scanner = this.#scanner
    const isNegated = scanner.peek() === code.caret
    if (isNegated) scanner.next()
    const classes: Single[] = []
    let isRange = false
    for (;;) {
      const byte = scanner.peek()
      if (byte === end) throw new PatternFault(`unexpected EOS${scanner.where}`)
      if (classes.length > 0 && byte === code.right) break
      if (classes.length > 0 && byte === code.minus) {
        scanner.next()
        isRange = true
        continue
      }
      const single = this.#readClass(false)
      const begin = isRange ? classes.pop() : undefined
      classes.push(begin === undefined ? single : rangeFrom(begin, single))
      isRange = false
    }
    scanner.next()
    if (isRange) classes.push(exactly(code.minus))
    const members = Uint8Array.from({ length: 256 }, (_, byte) =>
      classes.some(({ matches }) => matches(byte)) === isNegated ? 0 : 1,
    )
    return { byte: undefined, matches: (byte) => members[byte] === 1 }
  }

  /** A single one, with the repetition that follows it. */
  #single(single: Single): void {
    const next = this.#scanner.peek()
    const repeat = next === end ? '' : String.fromCharCode(next)
    const out = this.#out
    const one: Instruction =
      single.byte === undefined ? { op: 'class', matches: single.matches } : { op: 'byte', byte: single.byte }
    const at = out.length
    if (repeat === '' || !repeats.includes(repeat)) {
      out.push(one)
      return
    }
    this.#scanner.next()
    if (repeat === '*') out.push({ op: 'split', first: at + 1, second: at + 3 }, one, { op: 'jump', to: at })
    else if (repeat === '+') out.push(one, { op: 'split', first: at, second: at + 2 })
    else if (repeat === '-') out.push({ op: 'split', first: at + 3, second: at + 1 }, one, { op: 'jump', to: at })
    else out.push({ op: 'split', first: at + 1, second: at + 2 }, one)
  }
}

function exactly(byte: number): Single {
  return { byte, matches: (each) => each === byte }
}

/** A range from a class, such as `%a-z`, has nothing in it. */
function rangeFrom(begin: Single, last: Single): Single {
  const low = begin.byte
  const high = last.byte
  if (low === undefined || high === undefined) return { byte: undefined, matches: () => false }
  return { byte: undefined, matches: (each) => each >= low && each <= high }
}
