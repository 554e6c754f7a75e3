import { toBool } from '../results/convert.ts'
import { checkDepth } from '../error.ts'
import { forEach } from '../results/members.ts'
import { readOptions } from './options.ts'
import { made, unchanged } from './modified.ts'
import { parseText } from '../results/parse.ts'
import { isArray, missing } from '../results/result.ts'
import { unwrap } from './unwrap.ts'
import type { Modified, Surroundings } from './modified.ts'
import type { GjsonResult } from '../results/result.ts'

/** Puts the elements of inner arrays in their place, one level down or, with `{"deep":true}`, on all levels. */
export function flatten(json: string, argument: string, { depth }: Surroundings): Modified {
  const array = parseText(json)
  if (!isArray(array)) return unchanged(json)
  const deep = toBool(readOptions(argument).get('deep') ?? missing)
  return made(`[${flatElements(array, deep, depth)}]`)
}

function flatElements(array: GjsonResult, deep: boolean, depth: number): string {
  checkDepth(depth)
  const parts: string[] = []
  forEach(array, (value) => {
    const part = trimSpace(isArray(value) ? innerElements(value, deep, depth) : value.raw)
    if (part !== '') parts.push(part)
  })
  return parts.join(',')
}

function innerElements(array: GjsonResult, deep: boolean, depth: number): string {
  return deep ? flatElements(array, deep, depth + 1) : unwrap(array.raw)
}

/** Go's white space: JavaScript's without U+FEFF and with U+0085. */
function trimSpace(text: string): string {
  let from = 0
  let to = text.length
  while (from < to && isSpace(text.charAt(from))) from++
  while (to > from && isSpace(text.charAt(to - 1))) to--
  return text.slice(from, to)
}

function isSpace(character: string): boolean {
  return character === '\u0085' || (character !== '\ufeff' && /\s/.test(character))
}
