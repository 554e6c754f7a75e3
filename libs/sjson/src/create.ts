import { parse, toArray } from '@millrace/gjson'
import { build, padding } from './build.ts'
import { SjsonError } from './error.ts'
import { appends, indexOf } from './path.ts'
import { stringify } from './stringify.ts'
import type { Part } from './path.ts'

/** Writes a part that the container has not, with the rest of its path; what is no container is replaced by one. */
export function create(json: string, part: Part, rest: readonly Part[], raw: string): string {
  const container = containerText(json, part)
  const value = build(rest, raw)
  return container.startsWith('{') ? addMember(container, part, value) : addElement(container, part, value)
}

/** The text from the first bracket on; what stands before it is lost, as in the original. */
function containerText(json: string, part: Part): string {
  const whole = parse(json)
  if (whole.type === 'JSON') return whole.raw
  return indexOf(part) === undefined ? '{}' : '[]'
}

function addMember(container: string, part: Part, value: string): string {
  const end = Math.max(container.lastIndexOf('}'), 0)
  return `${container.slice(0, end)}${separator(container)}${stringify(part.key)}:${value}}`
}

function addElement(container: string, part: Part, value: string): string {
  const index = indexOf(part)
  if (index !== undefined) return `[${padded(container, index)}${value}]`
  if (!appends(part)) throw new SjsonError('not-an-index', part.key)
  return `${openArray(container)}${separator(container)}${value}]`
}

/** The elements of an array and as many nulls as it takes to reach the index, with a comma after each. */
function padded(container: string, index: bigint): string {
  const elements = toArray(parse(container)).map(({ raw }) => raw)
  const lacking = index - BigInt(elements.length)
  if (elements.length === 0) return padding('null,', lacking)
  return elements.join(',') + padding(',null', lacking) + separator(container)
}

/** The array without its closing bracket. */
function openArray(container: string): string {
  let end = container.length
  while (end > 0 && container.charCodeAt(end - 1) <= 0x20) end--
  return container.slice(0, container.charAt(end - 1) === ']' ? end - 1 : end)
}

/** A comma when the container has anything in it. */
function separator(container: string): string {
  let i = 1
  while (i < container.length && container.charCodeAt(i) <= 0x20) i++
  const code = container.charAt(i)
  return code === '' || code === '}' || code === ']' ? '' : ','
}
