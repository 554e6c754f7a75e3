import type { Filters as GivenFilters, LogicalOperator } from '@millrace/manifests'
import type { CompileProblem, Compiling } from '../compiled.ts'
import type { SensorEvent } from '../event.ts'
import type { Languages } from '../languages.ts'
import { compileContextFilter } from './context-filter.ts'
import { compileDataFilter } from './data-filter.ts'
import { compileExprFilter } from './expr-filter.ts'
import { compileScriptFilter } from './script-filter.ts'
import { compileTimeFilter } from './time-filter.ts'
import { failedBy, pass, rejectedBy } from './verdict.ts'
import type { FilterFault, FilterVerdict, Rejection } from './verdict.ts'

/** A dependency's filters, ready to judge any number of events. */
export interface Filters {
  readonly judge: (event: SensorEvent) => FilterVerdict
  /** What is wrong with them. With errors they still judge, as the original would: a broken filter is a fault. */
  readonly problems: readonly CompileProblem[]
}

type Judge = (event: SensorEvent) => FilterVerdict

/** Compiles the filters of a dependency; `operator` is its `filtersLogicalOperator`. Without filters all events pass. */
export function compileFilters(
  filters: GivenFilters | undefined,
  operator: LogicalOperator | undefined,
  languages: Languages,
): Filters {
  if (filters === undefined) return { judge: () => pass, problems: [] }
  const compiling: Compiling = { languages, problems: [] }
  const judges = judgesOf(filters, compiling)
  const judge: Judge = operator === 'or' ? (event) => anyOf(judges, event) : (event) => allOf(judges, event)
  return { judge, problems: compiling.problems }
}

/** One judge for each kind that is given, in the order in which they are asked. An empty list is given too. */
function judgesOf(filters: GivenFilters, compiling: Compiling): readonly Judge[] {
  const { exprs, data, context, time, script } = filters
  const judges: Judge[] = []
  if (exprs !== undefined) judges.push(compileExprFilter(exprs, filters.exprLogicalOperator, compiling))
  if (data !== undefined) judges.push(compileDataFilter(data, filters.dataLogicalOperator, compiling))
  if (context !== undefined) judges.push(compileContextFilter(context))
  if (time !== undefined) judges.push(compileTimeFilter(time, compiling))
  if (script !== undefined && script !== '') judges.push(compileScriptFilter(script, compiling))
  return judges
}

/** A fault decides at once; a no does not, since a later kind may still turn out a fault. */
function allOf(judges: readonly Judge[], event: SensorEvent): FilterVerdict {
  let rejection: Rejection | undefined
  for (const judge of judges) {
    const verdict = judge(event)
    if (verdict.kind === 'error') return verdict
    if (verdict.kind === 'reject') rejection ??= verdict
  }
  return rejection ?? pass
}

/** One kind that passes is enough, but any fault of any kind outweighs it. */
function anyOf(judges: readonly Judge[], event: SensorEvent): FilterVerdict {
  const faults: FilterFault[] = []
  const rejections: Rejection[] = []
  let passed = false
  for (const judge of judges) {
    const verdict = judge(event)
    if (verdict.kind === 'error') faults.push(verdict)
    else if (verdict.kind === 'reject') rejections.push(verdict)
    else passed = true
  }
  return failedBy(faults) ?? (passed ? pass : (rejectedBy(rejections) ?? nothingGiven))
}

const nothingGiven: Rejection = {
  kind: 'reject',
  filter: 'data',
  field: 'filters',
  path: '',
  found: '',
  expected: 'at least one filter: filtersLogicalOperator is or',
}
