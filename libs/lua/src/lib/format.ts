import type { Runtime } from '../run/runtime.ts'
import { plainText, typeName } from '../run/type-name.ts'
import { numberText } from '../text/number.ts'
import { runeAt } from '../text/bytes.ts'
import type { Value } from '../value.ts'
import { badVerb, formatNumber, formatString, formatText } from './format-verb.ts'
import type { Flags } from './format-verb.ts'

const goTypes: Readonly<Record<string, string>> = {
  nil: '*lua.LNilType',
  boolean: 'lua.LBool',
  number: 'lua.LNumber',
  string: 'lua.LString',
  function: '*lua.LFunction',
  userdata: '*lua.LUserData',
  thread: '*lua.LState',
  table: '*lua.LTable',
}

/** Steps. */
const directiveCost = 64
const numberCost = 128
const stepsPerPlace = 4
/** For a string that is not just copied. */
const stepsPerByte = 4

/** Go takes no width that is larger, about. */
const widthMax = 10_000_009

/** `string.format`, which is Go's Sprintf. */
export function format(runtime: Runtime, pattern: string, given: readonly Value[]): string {
  const wanted = pattern.split('%').length - 1 - (pattern.split('%%').length - 1)
  const formatter = new Formatter(runtime, pattern, given.slice(0, Math.max(0, Math.min(wanted, given.length))))
  return formatter.run()
}

class Formatter {
  readonly #runtime: Runtime
  readonly #pattern: string
  readonly #args: readonly Value[]
  #at = 0
  #next = 0
  #isReordered = false
  #isGoodIndex = true

  constructor(runtime: Runtime, pattern: string, args: readonly Value[]) {
    this.#runtime = runtime
    this.#pattern = pattern
    this.#args = args
  }

  run(): string {
    const parts: string[] = []
    const pattern = this.#pattern
    for (;;) {
      const percent = pattern.indexOf('%', this.#at)
      parts.push(pattern.slice(this.#at, percent < 0 ? pattern.length : percent))
      if (percent < 0) break
      this.#at = percent + 1
      this.#runtime.spend(directiveCost)
      const part = this.#directive()
      this.#runtime.chargeString(part.length)
      parts.push(part)
    }
    if (!this.#isReordered && this.#next < this.#args.length) parts.push(this.#extra())
    return parts.join('')
  }

  #extra(): string {
    const shown = this.#args.slice(this.#next).map((value) => `${goTypeOf(value)}=${plainText(this.#runtime, value)}`)
    return `%!(EXTRA ${shown.join(', ')})`
  }

  #directive(): string {
    const pattern = this.#pattern
    this.#isGoodIndex = true
    let problem = ''
    const set = new Set<string>()
    for (; '+-# 0'.includes(pattern.charAt(this.#at) || 'x'); this.#at++) set.add(pattern.charAt(this.#at))
    this.#index()
    let width = 0
    let precision: number | undefined
    if (pattern.charAt(this.#at) === '*') {
      this.#at++
      this.#next++
      problem += '%!(BADWIDTH)'
    } else width = this.#number() ?? 0
    if (pattern.charAt(this.#at) === '.') {
      this.#at++
      this.#index()
      if (pattern.charAt(this.#at) === '*') {
        this.#at++
        this.#next++
        problem += '%!(BADPREC)'
      } else precision = this.#number() ?? 0
    }
    this.#index()
    if (this.#at >= pattern.length) return `${problem}%!(NOVERB)`
    const { size } = runeAt(pattern, this.#at)
    const verb = pattern.slice(this.#at, this.#at + size)
    this.#at += size
    const flags = {
      plus: set.has('+'),
      minus: set.has('-'),
      sharp: set.has('#'),
      space: set.has(' '),
      zero: set.has('0') && !set.has('-'),
      width,
      precision,
    }
    return problem + this.#value(verb, flags)
  }

  #value(verb: string, flags: Flags): string {
    if (verb === '%') return '%'
    if (!this.#isGoodIndex) return `%!${verb}(BADINDEX)`
    if (this.#next >= this.#args.length) return `%!${verb}(MISSING)`
    this.#runtime.chargeString(flags.width + (flags.precision ?? 0))
    const value = this.#args[this.#next++]
    if (verb === 'T') return formatString(goTypeOf(value), 's', flags)
    if (verb === 'p') return pointer(this.#runtime, value)
    if (typeof value === 'number') {
      this.#runtime.spend(numberCost + (flags.precision ?? 0) * stepsPerPlace)
      return formatNumber(value, verb, flags)
    }
    if (typeof value === 'string') {
      this.#runtime.spend(verb === 's' ? value.length >> 4 : value.length * stepsPerByte)
      return formatText(value, verb, flags)
    }
    const text = plainText(this.#runtime, value)
    if ('vsqxX'.includes(verb)) return formatString(text, verb, flags)
    if (value === undefined) return '&{}'
    if (verb === 't' && typeof value === 'boolean') return formatString(text, 's', flags)
    return badVerb(verb, goTypeOf(value), text)
  }

  #number(): number | undefined {
    const from = this.#at
    let value = 0
    for (; /\d/.test(this.#pattern.charAt(this.#at)); this.#at++) {
      if (value > 1e6) return undefined
      value = value * 10 + Number(this.#pattern.charAt(this.#at))
    }
    return this.#at > from ? Math.min(value, widthMax) : undefined
  }

  /** `[2]` says which argument comes next. */
  #index(): void {
    const match = /^\[(\d*)\]/.exec(this.#pattern.slice(this.#at, this.#at + 16))
    if (match === null) return
    this.#at += match[0].length
    this.#isReordered = true
    const index = Number(match[1] === '' ? NaN : match[1])
    if (index >= 1 && index <= this.#args.length) this.#next = index - 1
    else this.#isGoodIndex = false
  }
}

function goTypeOf(value: Value): string {
  return goTypes[typeName(value)] ?? 'lua.LValue'
}

function pointer(runtime: Runtime, value: Value): string {
  if (typeof value === 'object') return runtime.address(value)
  if (value === undefined) return runtime.address(nil)
  return `%!p(${goTypeOf(value)}=${typeof value === 'number' ? numberText(value) : String(value)})`
}

/** What stands for nil where it has an address. */
const nil = {}
