import { forEach } from '../results/members.ts'
import { made, unchanged } from './modified.ts'
import { parseText } from '../results/parse.ts'
import { isArray, isObject } from '../results/result.ts'
import type { Modified } from './modified.ts'

/** The keys of an object; for anything else a null for each value. */
export function keys(json: string): Modified {
  const names: string[] = []
  forEach(parseText(json), (_, key) => names.push(key?.raw ?? 'null'))
  return made(`[${names.join(',')}]`)
}

/** The values of an object; a scalar becomes the only element. */
export function values(json: string): Modified {
  const whole = parseText(json)
  if (isArray(whole)) return unchanged(json)
  const raws: string[] = []
  forEach(whole, (value) => raws.push(value.raw))
  return made(`[${raws.join(',')}]`)
}

/** The elements of an array or the members of an object in reverse order. */
export function reverse(json: string): Modified {
  const whole = parseText(json)
  if (whole.type !== 'JSON') return unchanged(json)
  const members: string[] = []
  forEach(whole, (value, key) => members.push(key === undefined ? value.raw : `${key.raw}:${value.raw}`))
  const list = members.toReversed().join(',')
  return made(isObject(whole) ? `{${list}}` : `[${list}]`)
}
