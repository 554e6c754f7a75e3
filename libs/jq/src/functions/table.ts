import { basics } from './basics.ts'
import type { Native, NativeTable } from './context.ts'
import { formats } from './formats.ts'
import { lists } from './lists.ts'
import { maths } from './maths.ts'
import { regexes } from './regex.ts'
import { sortings } from './sorting.ts'
import { strings } from './strings.ts'
import { times } from './times.ts'

const table: NativeTable = {
  ...basics,
  ...formats,
  ...lists,
  ...maths,
  ...regexes,
  ...sortings,
  ...strings,
  ...times,
}

export function nativeFunction(name: string, arity: number): Native | undefined {
  const id = `${name}/${arity}`
  const native = Object.hasOwn(table, id) ? table[id] : undefined
  if (native === undefined) return undefined
  return (input, args, context) => {
    context.budget.call()
    return native(input, args, context)
  }
}

export function nativeNames(): string[] {
  return Object.keys(table)
}
