import { parse, toArray } from '@millrace/gjson'
import { build, padding } from './build.ts'
import { SjsonError } from './error.ts'
import { appends, indexOf } from './path.ts'
import type { Parts } from './path.ts'

/** Writes what the path names into a container that has it not; anything but a container is replaced by one. */
export function create(json: string, parts: Parts, raw: string): string {
  const container = containerText(json, parts)
  return container.startsWith('{') ? addMember(container, parts, raw) : addElement(container, parts, raw)
}

/** The text from the first bracket on; what stands before it is lost, as in the original. */
function containerText(json: string, parts: Parts): string {
  const whole = parse(json)
  if (whole.type === 'JSON') return whole.raw
  return indexOf(parts[0]) === undefined ? '{}' : '[]'
}

function addMember(container: string, parts: Parts, raw: string): string {
  const end = Math.max(container.lastIndexOf('}'), 0)
  return `${container.slice(0, end)}${separator(container)}${build(false, parts, raw)}}`
}

function addElement(container: string, parts: Parts, raw: string): string {
  const index = indexOf(parts[0])
  const element = build(true, parts, raw)
  if (index !== undefined) {
    const elements = toArray(parse(container)).map(({ raw: element }) => element)
    const missing = index - BigInt(elements.length)
    // Without elements the padding brings its commas along; a comma alone stands for a broken element.
    const filled =
      elements.length === 0
        ? padding('null,', missing)
        : elements.join(',') + padding(',null', missing) + separator(container)
    return `[${filled}${element}]`
  }
  if (!appends(parts[0])) throw new SjsonError('not-an-index', parts[0].key)
  return `${openArray(container)}${separator(container)}${element}]`
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
