import { sensorLanguages } from '@millrace/languages'
import type { Filters, LogicalOperator } from '@millrace/manifests'
import { compileFilters } from '@millrace/sensor'
import type { Input } from '../adapter.ts'
import { optionalText } from '../input.ts'
import { vectorWorld } from './gotemplate.ts'
import { vectorEvent } from './vector-event.ts'

const languages = sensorLanguages(vectorWorld)

/** `{event, filters, filtersLogicalOperator?}` → whether it passes, and whether a filter failed. */
export function evalSensorFilter(input: Input): unknown {
  // Filters are as in a manifest; what is not of their form fails as it is used.
  const filters = (input['filters'] as Filters | null) ?? undefined
  const operator = optionalText(input, 'filtersLogicalOperator') as LogicalOperator | undefined
  const verdict = compileFilters(filters, operator, languages).judge(vectorEvent(input['event']))
  return { pass: verdict.kind === 'pass', errored: verdict.kind === 'error' }
}
