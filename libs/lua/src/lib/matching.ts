import { Native } from '../run/function.ts'
import { call1 } from '../run/call.ts'
import { getIndex } from '../run/index.ts'
import { findMatches } from '../pattern/match.ts'
import type { Match } from '../pattern/match.ts'
import type { Runtime } from '../run/runtime.ts'
import { Table } from '../run/table.ts'
import { Thrown } from '../run/thrown.ts'
import { Userdata } from '../run/userdata.ts'
import { numberText } from '../text/number.ts'
import { isTruthy, none } from '../value.ts'
import type { Results, Value } from '../value.ts'
import { checkString, checkTypes, optionalInteger, typeError } from './arguments.ts'
import { startOffset } from './offset.ts'

export function find(runtime: Runtime, args: Value[]): Results {
  const subject = checkString(runtime, args, 1)
  const pattern = checkString(runtime, args, 2)
  if (pattern === '') return [1, 0]
  const start = startOffset(subject, optionalInteger(runtime, args, 3, 1))
  if (args.length === 4 && isTruthy(args[3])) {
    if (start > subject.length) throw outOfRange(start, subject.length)
    chargeSearch(runtime, subject.length - start, pattern.length)
    const at = subject.indexOf(pattern, start)
    return at < 0 ? undefined : [at + 1, at + pattern.length]
  }
  const [found] = findMatches(runtime, pattern, subject, start, 1)
  if (found === undefined) return undefined
  const [from = 0, to = 0] = found.offsets
  return [from + 1, to, ...capturesOf(found, subject)]
}

/** So long a pattern is found in linear time; the engine takes longer for longer ones that repeat themselves. */
const shortMax = 250

function chargeSearch(runtime: Runtime, length: number, wanted: number): void {
  runtime.spend(length >> 2)
  if (wanted > shortMax) runtime.spend(Math.floor((length * (wanted - shortMax)) / 4_096))
}

/** gopher-lua fails where Go does. */
function outOfRange(start: number, length: number): Thrown {
  return new Thrown(`runtime error: slice bounds out of range [${start}:${length}]`, 0)
}

export function match(runtime: Runtime, args: Value[]): Results {
  const subject = checkString(runtime, args, 1)
  const pattern = checkString(runtime, args, 2)
  const index = optionalInteger(runtime, args, 3, 1)
  const start = Math.max(0, (index < 0 ? subject.length + index + 1 : index) - 1)
  const [found] = findMatches(runtime, pattern, subject, start, 1)
  if (found === undefined) return none
  return wholeOrCaptures(found, subject)
}

/** The captures, or the whole match when there are none. */
function wholeOrCaptures(found: Match, subject: string): Results {
  const [from, to] = found.offsets
  return found.offsets.length <= 2 ? subject.slice(from, to) : capturesOf(found, subject)
}

function capturesOf(found: Match, subject: string): Value[] {
  const captures: Value[] = []
  for (let number = 1; number * 2 < found.offsets.length; number++) captures.push(captureOf(found, subject, number))
  return captures
}

/** A capture by number; 0 is the whole match. */
function captureOf({ offsets, isPosition }: Match, subject: string, number: number): string | number {
  const from = offsets[number * 2] ?? 0
  return isPosition[number] === true ? from : subject.slice(from, offsets[number * 2 + 1])
}

/** Matches that `gmatch` has found, and how many it has given. */
class Matches extends Userdata {
  readonly subject: string
  readonly matches: readonly Match[]
  given = 0

  constructor(subject: string, matches: readonly Match[]) {
    super()
    this.subject = subject
    this.matches = matches
  }
}

const nextMatch = new Native('gmatch iterator', (runtime, args) => {
  const [state] = args
  if (!(state instanceof Matches)) throw typeError(runtime, args, 1, 'userdata')
  const found = state.matches[state.given++]
  return found === undefined ? none : wholeOrCaptures(found, state.subject)
})

export function gmatch(runtime: Runtime, args: Value[]): Results {
  const subject = checkString(runtime, args, 1)
  const pattern = checkString(runtime, args, 2)
  return [nextMatch, new Matches(subject, findMatches(runtime, pattern, subject, 0, -1))]
}

/** Steps for each match. */
const replaceCost = 8

export function gsub(runtime: Runtime, args: Value[]): Results {
  const subject = checkString(runtime, args, 1)
  const pattern = checkString(runtime, args, 2)
  checkTypes(runtime, args, 3, 'string', 'table', 'function')
  const [, , replacement] = args
  const limit = optionalInteger(runtime, args, 4, -1)
  const matches = findMatches(runtime, pattern, subject, 0, limit)
  if (matches.length === 0) return [args[0], 0]
  const parts: string[] = []
  let done = 0
  for (const found of matches) {
    const [from = 0, to = 0] = found.offsets
    const text = replaced(runtime, found, subject, replacement) ?? subject.slice(from, to)
    parts.push(subject.slice(done, from), text)
    runtime.chargeString(from - done + text.length)
    runtime.spend(replaceCost)
    done = to
  }
  parts.push(subject.slice(done))
  return [parts.join(''), matches.length]
}

/** What takes the place of a match; undefined to leave it. */
function replaced(runtime: Runtime, found: Match, subject: string, replacement: Value): string | undefined {
  if (typeof replacement === 'string') return fromTemplate(runtime, found, subject, replacement)
  const hasCaptures = found.offsets.length > 2
  if (replacement instanceof Table) {
    const key = captureOf(found, subject, hasCaptures ? 1 : 0)
    return textOrKeep(getIndex(runtime, replacement, key))
  }
  const args = hasCaptures ? capturesOf(found, subject) : [captureOf(found, subject, 0)]
  // What is neither a string nor a table is a function; gsub has checked.
  return textOrKeep(call1(runtime, replacement, args))
}

/** Neither a string nor a number counts as an empty string. */
function textOrKeep(value: Value): string | undefined {
  if (!isTruthy(value)) return undefined
  if (typeof value === 'number') return numberText(value)
  return typeof value === 'string' ? value : ''
}

/** `%1` stands for a capture, `%0` for the whole match, `%%` for `%`. */
function fromTemplate(runtime: Runtime, found: Match, subject: string, template: string): string {
  if (!template.includes('%')) return template
  runtime.spend(template.length * 3)
  return template.replaceAll(/%([%0-9])/g, (_, char: string) => {
    if (char === '%') return '%'
    const number = Number(char)
    const count = found.offsets.length >> 1
    if (number > 1 && number >= count) throw runtime.raise('invalid capture index')
    return String(captureOf(found, subject, number === 1 && count === 1 ? 0 : number))
  })
}
