import { Failure } from '../fault.ts'
import { quote } from '../text/quote.ts'
import { daysIn, isLeap } from './civil.ts'
import { chunksOf, isFraction } from './layout.ts'
import { fixedZone, local, utc } from './location.ts'
import { readElement } from './read-element.ts'
import { Time } from './time.ts'

/** What has been read of a time so far. */
export interface Fields {
  year: number
  month: number | undefined
  day: number | undefined
  yearDay: number | undefined
  hour: number
  minute: number
  second: number
  nanos: number
  half: 'am' | 'pm' | undefined
  isUtc: boolean
  offset: number | undefined
  zoneName: string
}

/** Go's `time.ParseInLocation` with the local zone. Throws a Failure. */
export function parseTime(layout: string, text: string): Time {
  const fields: Fields = {
    year: 0,
    month: undefined,
    day: undefined,
    yearDay: undefined,
    hour: 0,
    minute: 0,
    second: 0,
    nanos: 0,
    half: undefined,
    isUtc: false,
    offset: undefined,
    zoneName: '',
  }
  const fail = (what: string): never => {
    throw new Failure(`parsing time ${quote(text)}${what.startsWith(':') ? '' : ` as ${quote(layout)}: `}${what}`)
  }
  let rest = text
  const chunks = chunksOf(layout)
  for (const [at, { text: literal, element }] of chunks.entries()) {
    rest = skipped(rest, literal) ?? fail(`cannot parse ${quote(rest)} as ${quote(literal)}`)
    if (element === undefined) {
      if (rest !== '') fail(`: extra text: ${quote(rest)}`)
      break
    }
    const next = chunks[at + 1]
    const fractionFollows = next?.text === '' && isFraction(next.element)
    const result = readElement(fields, element, rest, fractionFollows)
    if (typeof result === 'string') fail(`: ${result} out of range`)
    else if (result === undefined) fail(`cannot parse ${quote(rest)} as ${quote(element)}`)
    else rest = rest.slice(result)
  }
  return assembled(fields, fail)
}

/** The text after the literal; a blank stands for any number of them. */
function skipped(text: string, literal: string): string | undefined {
  let rest = text
  for (const part of literal.split(/( +)/)) {
    if (part.startsWith(' ')) {
      if (rest !== '' && !rest.startsWith(' ')) return undefined
      rest = rest.replace(/^ +/, '')
    } else if (rest.startsWith(part)) rest = rest.slice(part.length)
    else return undefined
  }
  return rest
}

function assembled(fields: Fields, fail: (what: string) => never): Time {
  const { year, minute, second, nanos, half } = fields
  let { hour } = fields
  if (half === 'pm' && hour < 12) hour += 12
  if (half === 'am' && hour === 12) hour = 0
  const { month, day } = dateOf(fields, fail)
  const civil = { year, month, day, hour, minute, second }
  if (fields.isUtc) return Time.ofCivil(civil, nanos, utc)
  const { zoneName, offset } = fields
  if (offset !== undefined) {
    const time = Time.ofCivil(civil, nanos, utc).add(BigInt(-offset) * 1_000_000_000n)
    const here = local.zone(time.seconds)
    const isLocal = here.offset === offset && (zoneName === '' || zoneName === here.name)
    return time.in(isLocal ? local : fixedZone(zoneName, offset))
  }
  if (zoneName === '') return Time.ofCivil(civil, nanos, local)
  // A zone that is not known by name has no offset, but for GMT+3 and the like, which does not move the clock.
  const named = /^GMT([+-][0-9]+)$/.exec(zoneName)
  return Time.ofCivil(civil, nanos, utc).in(fixedZone(zoneName, named === null ? 0 : Number(named[1]) * 3600))
}

function dateOf(
  { year, month, day, yearDay }: Fields,
  fail: (what: string) => never,
): { readonly month: number; readonly day: number } {
  if (yearDay === undefined) {
    const given = { month: month ?? 1, day: day ?? 1 }
    if (given.day < 1 || given.day > daysIn(given.month, year)) fail(': day out of range')
    return given
  }
  if (yearDay < 1 || yearDay > (isLeap(year) ? 366 : 365)) fail(': day-of-year out of range')
  let found = 1
  let left = yearDay
  while (left > daysIn(found, year)) {
    left -= daysIn(found, year)
    found++
  }
  if (month !== undefined && month !== found) fail(': day-of-year does not match month')
  if (day !== undefined && day !== left) fail(': day-of-year does not match day')
  return { month: found, day: left }
}
