import type { Dependency, Filters } from '@millrace/manifests'
import type { SensorEvent } from '../event.ts'
import { compileFilters } from '../filters/compile-filters.ts'
import type { FilterKind, FilterVerdict } from '../filters/verdict.ts'
import type { Languages } from '../languages.ts'
import { compileTransform } from '../transform.ts'
import type { DependencyReport, FilterReport, TransformReport } from './report.ts'

/** What a dependency says to an event, with every filter asked, also those that the sensor would not come to. */
export function explainDependency(dependency: Dependency, event: SensorEvent, languages: Languages): DependencyReport {
  const { name, filters, filtersLogicalOperator } = dependency
  const transformed = compileTransform(dependency.transform, languages).apply(event)
  if (transformed.kind === 'transform-failed') {
    const { field, message } = transformed
    const transform: TransformReport = { kind: 'failed', field, message }
    return { dependency: name, accepted: false, transform, filters: [], reason: `${field}: ${message}` }
  }
  const taken = transformed.event
  const verdict = compileFilters(filters, filtersLogicalOperator, languages).judge(taken)
  return {
    dependency: name,
    accepted: verdict.kind === 'pass',
    transform: taken === event ? { kind: 'none' } : { kind: 'changed', data: taken.data ?? '' },
    filters: partsOf(filters ?? {}).map(({ field, alone }) =>
      told(field, compileFilters(alone, 'and', languages).judge(taken)),
    ),
    reason: reasonOf(verdict),
  }
}

/** One filter of a dependency, as if there were no others. */
interface Part {
  readonly field: string
  readonly alone: Filters
}

function partsOf({ exprs = [], data = [], context, time, script }: Filters): Part[] {
  return [
    ...exprs.map((one, index) => ({ field: `filters.exprs[${index}]`, alone: { exprs: [one] } })),
    ...data.map((one, index) => ({ field: `filters.data[${index}]`, alone: { data: [one] } })),
    ...(context === undefined ? [] : [{ field: 'filters.context', alone: { context } }]),
    ...(time === undefined ? [] : [{ field: 'filters.time', alone: { time } }]),
    ...(script === undefined ? [] : [{ field: 'filters.script', alone: { script } }]),
  ]
}

const nothing = { path: '', found: '', expected: '', message: '' }

function told(field: string, verdict: FilterVerdict): FilterReport {
  const filter = kindOf(field)
  if (verdict.kind === 'pass') return { filter, field, verdict: 'pass', ...nothing }
  if (verdict.kind === 'error') return { filter, field, verdict: 'error', ...nothing, message: verdict.message }
  const { path, found, expected } = verdict
  return { filter, field, verdict: 'reject', ...nothing, path, found, expected }
}

function kindOf(field: string): FilterKind {
  const kinds: readonly FilterKind[] = ['exprs', 'data', 'context', 'time', 'script']
  return kinds.find((kind) => field.startsWith(`filters.${kind}`)) ?? 'data'
}

function reasonOf(verdict: FilterVerdict): string {
  if (verdict.kind === 'pass') return ''
  if (verdict.kind === 'error') return `${verdict.field}: ${verdict.message}`
  return `${verdict.field}: found ${verdict.found}, expected ${verdict.expected}`
}
