import type { Fields } from './parse-time.ts'

const shapes: ReadonlyMap<string, RegExp> = new Map([
  ['07:00', /^([+-])([0-9]{2}):([0-9]{2})/],
  ['0700', /^([+-])([0-9]{2})([0-9]{2})/],
  ['07', /^([+-])([0-9]{2})/],
  ['07:00:00', /^([+-])([0-9]{2}):([0-9]{2}):([0-9]{2})/],
  ['070000', /^([+-])([0-9]{2})([0-9]{2})([0-9]{2})/],
])

/** Reads an offset, or a zone's short name. */
export function readZone(fields: Fields, element: string, text: string): number | string | undefined {
  if (element === 'MST') return readName(fields, text)
  const shape = element.slice(1)
  if (element.startsWith('Z') && shape.length < 6 && text.startsWith('Z')) {
    fields.isUtc = true
    return 1
  }
  const found = shapes.get(shape)?.exec(text)
  if (found === null || found === undefined) return undefined
  const [all, sign, hours = '0', minutes = '0', seconds = '0'] = found
  if (Number(hours) > 24) return 'time zone offset hour'
  if (Number(minutes) > 60) return 'time zone offset minute'
  if (Number(seconds) > 60) return 'time zone offset second'
  const size = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)
  fields.offset = sign === '-' ? -size : size
  return all.length
}

function readName(fields: Fields, text: string): number | undefined {
  if (text.startsWith('UTC')) {
    fields.isUtc = true
    return 3
  }
  const length = nameLength(text)
  if (length === 0) return undefined
  fields.zoneName = text.slice(0, length)
  return length
}

function nameLength(text: string): number {
  if (text.length < 3) return 0
  if (text.startsWith('ChST') || text.startsWith('MeST')) return 4
  if (text.startsWith('GMT')) return 3 + offsetLength(text.slice(3))
  if (/^[+-]/.test(text)) return offsetLength(text)
  const letters = /^[A-Z]{0,6}/.exec(text)?.[0] ?? ''
  if (letters.length === 5) return letters[4] === 'T' ? 5 : 0
  if (letters.length === 4) return letters[3] === 'T' || letters === 'WITA' ? 4 : 0
  return letters.length === 3 ? 3 : 0
}

function offsetLength(text: string): number {
  const found = /^[+-]([0-9]+)/.exec(text)
  return found === null || Number(found[1]) > 23 ? 0 : found[0].length
}
