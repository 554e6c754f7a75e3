import { Dict, Int, Time, bytes, utc } from '@millrace/gotemplate'
import { fixedZone, loadLocation } from '@millrace/gotemplate/sprig'
import type { Value } from '@millrace/gotemplate/sprig'
import { fromBytes } from '@millrace/value'
import { isMap } from '../input.ts'

/** Tagged JSON as data of a template. */
export function templateData(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(templateData)
  if (!isMap(value)) return value
  const entries = Object.entries(value)
  const [[tag, body] = ['', undefined]] = entries
  if (entries.length === 1 && tag.startsWith('$')) {
    const made = fromTag(tag, body)
    if (made !== undefined) return made
  }
  return Object.fromEntries(entries.map(([key, member]) => [key, templateData(member)]))
}

const floats: Readonly<Record<string, number>> = { NaN: Number.NaN, '+Inf': Infinity, '-Inf': -Infinity }

function fromTag(tag: string, body: unknown): unknown {
  if (tag === '$map' && Array.isArray(body)) return dictOf(body)
  if (typeof body !== 'string') return undefined
  switch (tag) {
    case '$float':
      return floats[body] ?? Number(body)
    case '$bytes':
      return bytes(Buffer.from(body, 'base64'))
    case '$str64':
      return fromBytes(Buffer.from(body, 'base64'))
    case '$time':
      return timeOf(body)
    case '$duration':
      return new Int(BigInt(body), 'time.Duration')
    case '$location':
      return loadLocation(body)
    default:
      return /^\$u?int\d*$/.test(tag) ? new Int(BigInt(body), tag.slice(1)) : undefined
  }
}

function dictOf(pairs: readonly unknown[]): Dict {
  return Dict.of(
    pairs.flatMap((pair) => {
      const [key, member]: readonly unknown[] = Array.isArray(pair) ? pair : []
      // What is decoded here is data of a template, and so are its members.
      return typeof key === 'string' ? [[key, templateData(member) as Value] as const] : []
    }),
  )
}

/** RFC 3339 with its own offset. */
function timeOf(text: string): Time {
  const [, base = '', fraction = '', zone = 'Z'] = /^(.{19})(?:\.(\d+))?(.*)$/.exec(text) ?? []
  const [, sign = '+', hours = '0', minutes = '0'] = /^([+-])(\d\d):(\d\d)$/.exec(zone) ?? []
  const offset = (Number(hours) * 3_600 + Number(minutes) * 60) * (sign === '-' ? -1 : 1)
  const place = zone === 'Z' ? utc : fixedZone('', offset)
  return new Time(Date.parse(`${base}Z`) / 1_000 - offset, Number(fraction.padEnd(9, '0')), place)
}
