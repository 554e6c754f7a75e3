import { compile, isFarSighted, programSize, Re2Error } from '@millrace/re2'
import type { Match, Regexp } from '@millrace/re2'
import { runeCount } from '@millrace/value'
import { Fault } from '../run/fault.ts'
import { hasSurrogates } from '../value/runes.ts'
import { isDict, isList, memberOf } from '../value/value.ts'
import type { Value } from '../value/value.ts'
import { setMember } from '@millrace/value'
import type { Context, Native, NativeTable } from './context.ts'
import { expectedList } from './index-value.ts'
import { wrongType } from './refusal.ts'

interface Pattern {
  readonly regexp: Regexp
  /** Steps for each character of a text. */
  readonly weight: number
  /** Whether each search may read all that is left of the text, whatever it finds. */
  readonly isFarSighted: boolean
}

const kept = new Map<string, Pattern>()
/** How many compiled patterns are kept; the same ones come again and again, from programs as from data. */
const keptMax = 256

/** Steps of compiling a pattern, more for each instruction, and more for each class of Unicode in it. */
const compileSteps = 1_500
const instructionSteps = 60
const classSteps = 1_000

function patternOf(source: string, flags: string, { budget }: Context): Pattern {
  const id = `${flags}/${source}`
  const known = kept.get(id)
  if (known !== undefined) return known
  if (/[^gim]/.test(flags)) throw new Fault(`unsupported regular expression flag: ${JSON.stringify(flags)}`)
  const prefix = (flags.includes('m') ? '(?s)' : '') + (flags.includes('i') ? '(?i)' : '')
  const weight = Math.max(1, programSize(source))
  const classes = source.split(/\\p/i).length - 1
  budget.step(compileSteps + weight * instructionSteps + classes * classSteps * (flags.includes('i') ? 4 : 1))
  const pattern: Pattern = { regexp: compiled(prefix + source), weight, isFarSighted: isFarSighted(source) }
  if (kept.size >= keptMax) kept.clear()
  kept.set(id, pattern)
  return pattern
}

function compiled(source: string): Regexp {
  try {
    return compile(source.toWellFormed())
  } catch (error) {
    if (!(error instanceof Re2Error)) throw error
    throw new Fault(`invalid regular expression ${JSON.stringify(source)}: ${goMessage(error)}`)
  }
}

/** Without our code and place, which Go's message does not have. */
function goMessage({ message }: Re2Error): string {
  return message.replace(/^\[[^\]]*\] /, '').replace(/ \(at \d+\)$/, '')
}

/** `_match(pattern; flags; testing)`: whether there is a match, or the matches. */
const match: Native = (value, [source = null, flags = null, testing = null], context) => {
  const name = testing === true ? 'test' : 'match'
  if (typeof value !== 'string' || typeof source !== 'string' || (flags !== null && typeof flags !== 'string')) {
    throw wrongType(name, value, [source, flags])
  }
  const pattern = patternOf(source, flags ?? '', context)
  const { regexp, weight } = pattern
  const text = value.toWellFormed()
  context.budget.step(1 + Math.ceil((text.length * weight) / 4))
  if (testing === true) return regexp.test(text)
  const isGlobal = flags !== null && flags.includes('g')
  const matches = isGlobal ? allMatches(pattern, text, context) : [regexp.find(text) ?? []].flat()
  const offsetOf = offsets(text)
  return matches.map((found) => described(found, regexp, offsetOf, context))
}

/** A match costs this much besides what it reads. */
const matchSteps = 120

function allMatches(pattern: Pattern, text: string, { budget }: Context): Match[] {
  const { regexp, weight } = pattern
  const matches: Match[] = []
  for (const found of regexp.matches(text)) {
    const read = pattern.isFarSighted ? text.length - found.index : found.end - found.index
    budget.step(1 + Math.ceil(((read + 1) * weight) / 4))
    budget.step(matchSteps)
    budget.items(8)
    matches.push(found)
  }
  return matches
}

function described(found: Match, regexp: Regexp, offsetOf: (unit: number) => number, { budget }: Context): Value {
  budget.items(4 + 5 * found.groups.length)
  const captures = found.groups.slice(1).map((text, at): Value => {
    const name = regexp.groupNames[at + 1] ?? ''
    const [from, to] = found.spans[at + 1] ?? [-1, -1]
    const shown = name === '' ? null : name
    if (text === undefined) return { name: shown, offset: -1n, length: 0n, string: null }
    const offset = offsetOf(from)
    return { name: shown, offset: BigInt(offset), length: BigInt(offsetOf(to) - offset), string: text }
  })
  const offset = offsetOf(found.index)
  return {
    offset: BigInt(offset),
    length: BigInt(offsetOf(found.end) - offset),
    string: found.groups[0] ?? '',
    captures,
  }
}

/** From UTF-16 units to characters. */
function offsets(text: string): (unit: number) => number {
  if (!hasSurrogates(text)) return (unit) => unit
  let [lastUnit, lastRune] = [0, 0]
  return (unit) => {
    if (unit < lastUnit) return runeCount(text.slice(0, unit))
    lastRune += runeCount(text.slice(lastUnit, unit))
    lastUnit = unit
    return lastRune
  }
}

/** From the captures of a match to an object of those that have a name. */
const captures: Native = (value) => {
  if (!isList(value)) throw expectedList(value)
  const object: Record<string, Value> = {}
  for (const capture of value) {
    if (!isDict(capture)) continue
    const name = memberOf(capture, 'name')
    if (typeof name === 'string') setMember(object, name, memberOf(capture, 'string'))
  }
  return object
}

export const regexes: NativeTable = { '_match/3': match, '_captures/0': captures }
