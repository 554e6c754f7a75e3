import { toValue } from '@millrace/gjson'
import type { GjsonResult } from '@millrace/gjson'
import type { ExprFilter } from '@millrace/manifests'
import { compileText, messageOf } from '../compiled.ts'
import type { Compiling } from '../compiled.ts'
import { hasJsonData } from '../event.ts'
import type { SensorEvent } from '../event.ts'
import { combine } from './entries.ts'
import type { Entry } from './entries.ts'
import { sharedLook } from './shared-look.ts'
import { cut, pass } from './verdict.ts'
import type { FilterFault, FilterVerdict, Rejection } from './verdict.ts'

interface Field {
  readonly name: string
  readonly path: string
  readonly look: (json: string) => GjsonResult
}

const none: Rejection = {
  kind: 'reject',
  filter: 'exprs',
  field: 'filters.exprs',
  path: '',
  found: '',
  expected: 'one of the expressions to be true',
}

/** Compiles `filters.exprs`. An event without data passes; one whose data is not JSON is a fault, even for no entries. */
export function compileExprFilter(
  filters: readonly ExprFilter[],
  operator: string | undefined,
  compiling: Compiling,
): (event: SensorEvent) => FilterVerdict {
  const entries = filters.map((filter, index) => compileEntry(filter, `filters.exprs[${index}]`, compiling))
  const combined = combine(entries, operator, none)
  return (event) => {
    const { data } = event
    if (data === undefined) return pass
    if (!hasJsonData(event)) return fault('filters.exprs', 'the event’s data is not JSON')
    return combined(data)
  }
}

function fault(field: string, message: string): FilterFault {
  return { kind: 'error', filter: 'exprs', field, message }
}

/** An entry without fields has no say, whatever its expression; it is not even compiled. */
function compileEntry(filter: ExprFilter, field: string, compiling: Compiling): Entry {
  const { expr } = filter
  const fields = filter.fields.map(({ name, path }) => ({ name, path, look: sharedLook(path).look }))
  if (fields.length === 0) return () => undefined
  const program = compileText(compiling, 'govaluate', `${field}.expr`, (language) => language.compile(expr))
  return (data) => {
    try {
      const values = lookUp(fields, data)
      if (typeof values === 'string') return fault(field, `path ${JSON.stringify(values)} does not exist`)
      if (program.kind === 'unready') return fault(field, program.message)
      if (program.run(values) === true) return pass
      const path = fields.map((one) => one.path).join(', ')
      return { kind: 'reject', filter: 'exprs', field, path, found: found(values), expected: cut(expr) }
    } catch (error) {
      return fault(field, messageOf(error))
    }
  }
}

/** The fields' values by name; the path of the first that does not exist as a text. */
function lookUp(fields: readonly Field[], data: string): Map<string, unknown> | string {
  const values = new Map<string, unknown>()
  for (const { name, path, look } of fields) {
    const result = look(data)
    if (!result.exists) return path
    values.set(name, toValue(result))
  }
  return values
}

function found(values: ReadonlyMap<string, unknown>): string {
  return cut([...values].map(([name, value]) => `${name} = ${cut(JSON.stringify(value))}`).join(', '))
}
