import { Fault } from '../run/fault.ts'
import { pay } from '../run/payer.ts'
import type { World, Zone } from '../run/world.ts'
import { civilOf, secondsOf } from '../time/civil.ts'
import { strftime } from '../time/strftime.ts'
import type { Moment } from '../time/strftime.ts'
import { TimeFormatError, strptime } from '../time/strptime.ts'
import { toFloat, toIndex } from '../value/numbers.ts'
import { isList } from '../value/value.ts'
import type { List, Value } from '../value/value.ts'
import type { Native, NativeTable } from './context.ts'
import { notApplicable, wrongType } from './refusal.ts'

/** Steps of going between an instant and the calendar. */
const calendarSteps = 40

const utc: Zone = { offset: 0, name: 'UTC' }

type ZoneAt = (unixSeconds: number) => Zone
const utcAt: ZoneAt = () => utc
const localAt = ({ localZone }: World): ZoneAt => localZone ?? utcAt

/** Broken-down time: year, month from 0, day, hour, minute, second with its fraction, weekday, day of the year. */
function brokenDown(epoch: number, zoneAt: ZoneAt): Value[] {
  pay(calendarSteps)
  const nanosecond = Math.trunc((epoch - Math.floor(epoch)) * 1e9)
  const seconds = Math.trunc(epoch)
  const civil = civilOf(seconds + zoneAt(seconds).offset, Number.isNaN(nanosecond) ? 0 : nanosecond)
  const { year, month, day, hour, minute, second, weekday, yearDay } = civil
  const fraction = civil.nanosecond / 1e9
  return [year, month, day, hour, minute].map(whole).concat([second + fraction, whole(weekday), whole(yearDay)])
}

function whole(number: number): Value {
  return Number.isSafeInteger(number) ? BigInt(number) : number
}

/** Reads a broken-down time. What is missing at its end is 0; all may be out of its range. */
function momentOf(list: List, zoneAt: ZoneAt): Moment | undefined {
  pay(calendarSteps)
  const parts = list.slice(0, 8).map((part, at) => (at === 5 ? toFloat(part) : toIndex(part)))
  if (parts.includes(undefined)) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
  const nanosecond = Math.trunc((second - Math.floor(second)) * 1e9)
  const shown = secondsOf([year, month, day], [hour, minute, Math.trunc(second)])
  if (!Number.isSafeInteger(shown)) return undefined
  // The offset at the instant itself, which is found from the one nearby.
  const near = shown - zoneAt(shown).offset
  const unixSeconds = shown - zoneAt(near).offset
  const zone = zoneAt(unixSeconds)
  return { civil: civilOf(unixSeconds + zone.offset, nanosecond), unixSeconds, zone }
}

const notATime = 'expected an array of 8 numbers'

function epochOf(seconds: number, nanosecond: number): number {
  return seconds + nanosecond / 1e9
}

const makeTime: Native = (value) => {
  if (!isList(value)) throw wrongType('mktime', value)
  const moment = momentOf(value, utcAt)
  if (moment === undefined) throw notApplicable('mktime', value, [], notATime)
  return epochOf(moment.unixSeconds, moment.civil.nanosecond)
}

function breaking(name: string, zoneOf: (world: World) => ZoneAt): Native {
  return (value, _args, { world }) => {
    const epoch = toFloat(value)
    if (epoch === undefined) throw wrongType(name, value)
    return brokenDown(epoch, zoneOf(world))
  }
}

function formatting(name: string, zoneOf: (world: World) => ZoneAt): Native {
  return (value, [format = null], { budget, world }) => {
    const zoneAt = zoneOf(world)
    const epoch = toFloat(value)
    const list = epoch === undefined ? value : brokenDown(epoch, zoneAt)
    if (!isList(list) || typeof format !== 'string') throw wrongType(name, list, [format])
    const moment = momentOf(list, zoneAt)
    if (moment === undefined) throw notApplicable(name, list, [format], notATime)
    budget.text(format.length * 32)
    const text = strftime(moment, format)
    budget.text(text.length)
    return text
  }
}

/** The year 1, which is Go's zero time and counts as none. */
const zeroSeconds = -62_135_596_800

const parseTime: Native = (value, [format = null], { budget }) => {
  if (typeof value !== 'string' || typeof format !== 'string') throw wrongType('strptime', value, [format])
  budget.text((value.length + format.length) * 32)
  try {
    const { seconds, nanosecond } = strptime(value, format)
    if (seconds === zeroSeconds && nanosecond === 0) throw wrongType('strptime', value, [format])
    return brokenDown(epochOf(seconds, nanosecond), utcAt)
  } catch (error) {
    if (error instanceof TimeFormatError) throw notApplicable('strptime', value, [format], error.message)
    throw error
  }
}

export const times: NativeTable = {
  'gmtime/0': breaking('gmtime', () => utcAt),
  'localtime/0': breaking('localtime', localAt),
  'mktime/0': makeTime,
  'strftime/1': formatting('strftime', () => utcAt),
  'strflocaltime/1': formatting('strflocaltime', localAt),
  'strptime/1': parseTime,
  'now/0': (_value, _args, { world }) => {
    if (world.now === undefined) throw new Fault('now needs a clock, and none was given')
    return world.now()
  },
}
