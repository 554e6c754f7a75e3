import type { Context } from '../call/context.ts'
import { Dict } from '../value/dict.ts'

/** Go's `strings.SplitN`: at most `count` parts, all when it is negative, none when it is 0. */
export function splitText({ budget }: Context, text: string, separator: string, count: number): string[] {
  if (count === 0) return []
  const parts = separator === '' ? Array.from(text) : text.split(separator)
  budget.step(parts.length)
  if (count < 0 || parts.length <= count) return parts
  return [...parts.slice(0, count - 1), parts.slice(count - 1).join(separator)]
}

/** The parts as `_0`, `_1`, … */
export function splitToDict(parts: readonly string[]): Dict {
  return Dict.of(
    parts.map((part, at) => [`_${at}`, part] as const),
    'string',
  )
}
