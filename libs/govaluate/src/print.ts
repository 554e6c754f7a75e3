import { compareUtf8, floatText } from '@millrace/value'
import { printDepthMax } from './bounds.ts'
import { OperationFault } from './run.ts'
import type { Run } from './run.ts'
import { Pattern, isList } from './value.ts'
import type { Value } from './value.ts'

/** Go's `%v`. */
export function print(value: Value, run: Run, depth = 0): string {
  if (value === null) return '<nil>'
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'number') return floatText(value)
  if (typeof value === 'string') {
    run.text(value.length)
    return value
  }
  if (value instanceof Pattern) return value.source
  if (depth >= printDepthMax) throw new OperationFault(`a value nests deeper than ${printDepthMax} levels`)
  if (isList(value)) {
    run.step(value.length)
    return `[${value.map((item) => print(item, run, depth + 1)).join(' ')}]`
  }
  const names = Object.keys(value).sort(compareUtf8)
  run.step(names.length)
  return `map[${names.map((name) => `${name}:${print(value[name] ?? null, run, depth + 1)}`).join(' ')}]`
}
