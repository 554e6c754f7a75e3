import { bytes } from './value/bytes.ts'
import { Dict } from './value/dict.ts'
import { fromHost } from './value/from-host.ts'
import { Int } from './value/int.ts'
import { fixedZone, utc } from './time/location.ts'
import { Time } from './time/time.ts'

/** Tagged JSON, as vectors/README.md has it, to what a template's data may hold. */
export function untag(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(untag)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const [first] = entries
  if (first !== undefined && entries.length === 1 && first[0].startsWith('$')) return fromTag(first[0], first[1])
  return Object.fromEntries(entries.map(([key, member]) => [key, untag(member)]))
}

const floats: Record<string, number> = { NaN: Number.NaN, '+Inf': Infinity, '-Inf': -Infinity, '-0': -0 }

function fromTag(tag: string, given: unknown): unknown {
  const text = String(given)
  switch (tag) {
    case '$float':
      return floats[text] ?? Number(text)
    case '$bytes':
      return bytes(Buffer.from(text, 'base64'))
    case '$time':
      return timeOf(text)
    case '$duration':
      return new Int(BigInt(text), 'time.Duration')
    case '$map':
      return Dict.of((given as [string, unknown][]).map(([key, member]) => [key, fromHost(untag(member))]))
    default:
      return new Int(BigInt(text), tag.slice(1))
  }
}

function timeOf(text: string): Time {
  const [, base = '', fraction = '', zone = 'Z'] = /^(.{19})(?:\.([0-9]+))?(.*)$/.exec(text) ?? []
  const [, sign = '+', hours = '0', minutes = '0'] = /^([+-])(\d\d):(\d\d)$/.exec(zone) ?? []
  const offset = (Number(hours) * 3600 + Number(minutes) * 60) * (sign === '-' ? -1 : 1)
  const place = zone === 'Z' ? utc : fixedZone('', offset)
  return new Time(Date.parse(`${base}Z`) / 1000 - offset, Number(fraction.padEnd(9, '0')), place)
}
