import { toStr } from '@millrace/gjson'
import type { GjsonResult } from '@millrace/gjson'
import type { DataFilter } from '@millrace/manifests'
import { compileText, messageOf } from '../compiled.ts'
import type { Attempt, Compiling } from '../compiled.ts'
import { hasJsonData } from '../event.ts'
import type { SensorEvent } from '../event.ts'
import { comparisonOf } from './comparison.ts'
import type { Alternative } from './comparison.ts'
import { combine } from './entries.ts'
import type { Entry } from './entries.ts'
import { renderedText } from './rendered-text.ts'
import { sharedLook } from './shared-look.ts'
import { cut, pass } from './verdict.ts'
import type { FilterFault, FilterVerdict, Rejection } from './verdict.ts'

const none: Rejection = {
  kind: 'reject',
  filter: 'data',
  field: 'filters.data',
  path: '',
  found: '',
  expected: 'one of the filters to pass',
}

/** Compiles `filters.data`. An event without data passes; one whose data is not JSON is a fault. */
export function compileDataFilter(
  filters: readonly DataFilter[],
  operator: string | undefined,
  compiling: Compiling,
): (event: SensorEvent) => FilterVerdict {
  if (filters.length === 0) return () => pass
  const entries = filters.map((filter, index) => compileEntry(filter, `filters.data[${index}]`, compiling))
  const combined = combine(entries, operator, none)
  return (event) => {
    const { data } = event
    if (data === undefined) return pass
    if (!hasJsonData(event)) return fault('filters.data', 'the event’s data is not JSON')
    return combined(data)
  }
}

function fault(field: string, message: string): FilterFault {
  return { kind: 'error', filter: 'data', field, message }
}

function compileEntry(filter: DataFilter, field: string, compiling: Compiling): Entry {
  const { path } = filter
  const { look, lookText } = sharedLook(path)
  const render = compileTemplate(filter.template, field, compiling)
  const alternatives = compileAlternatives(filter, field, compiling)
  const expected = describe(filter)
  const rejected = (text: string): Rejection => ({ kind: 'reject', filter: 'data', field, path, found: text, expected })
  return (data) => {
    try {
      let found = look(data)
      if (!found.exists) return fault(field, `path ${JSON.stringify(path)} does not exist`)
      if (typeof alternatives === 'string') return fault(field, alternatives)
      if (render === undefined) return compare({ found, text: () => lookText(data) }, alternatives, rejected, field)
      if (render.kind === 'unready') return fault(field, render.message)
      found = renderedText(render.run(lookText(data)))
      return compare({ found, text: () => toStr(found) }, alternatives, rejected, field)
    } catch (error) {
      return fault(field, messageOf(error))
    }
  }
}

interface Looked {
  readonly found: GjsonResult
  readonly text: () => string
}

/** The values are alternatives: the first that fits decides, and one that is wrong is a fault only when it is reached. */
function compare(
  { found, text }: Looked,
  alternatives: readonly Alternative[],
  rejected: (found: string) => Rejection,
  field: string,
): FilterVerdict {
  for (const [index, alternative] of alternatives.entries()) {
    if (alternative.kind === 'wrong') return fault(`${field}.value[${index}]`, alternative.message)
    if (alternative.test(found, text)) return pass
  }
  return rejected(cut(found.type === 'String' ? text() : found.raw))
}

function compileTemplate(
  template: string | undefined,
  field: string,
  compiling: Compiling,
): Attempt<(input: unknown) => string> | undefined {
  if (template === undefined || template === '') return undefined
  return compileText(compiling, 'goTemplate', `${field}.template`, (language) => language.compile(template))
}

/** The values to compare with; a text says why there are none. */
function compileAlternatives(filter: DataFilter, field: string, compiling: Compiling): readonly Alternative[] | string {
  const values = filter.value
  if (values.length === 0) return noted(compiling, `${field}.value`, 'no values are given')
  const comparison = comparisonOf(filter.type, filter.comparator ?? '')
  if (comparison === undefined) {
    return noted(compiling, `${field}.type`, `${JSON.stringify(filter.type)} is not bool, number or string`)
  }
  return values.map((value, index) => {
    const alternative = comparison(value)
    if (alternative.kind === 'wrong') noted(compiling, `${field}.value[${index}]`, alternative.message)
    return alternative
  })
}

function noted(compiling: Compiling, field: string, message: string): string {
  compiling.problems.push({ severity: 'error', code: 'value-invalid', field, message })
  return message
}

function describe({ type, comparator, value }: DataFilter): string {
  const values = value.map((one) => (type === 'string' ? `/${one}/` : one)).join(' or ')
  if (type === 'string') return cut(comparator === '!=' ? `not to match ${values}` : `to match ${values}`)
  return cut(`${type === 'bool' ? '=' : (comparator ?? '=')} ${values}`)
}
