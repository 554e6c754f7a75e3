import { may, need, object, string, text } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import { dependencyNameLimit } from '../text/dependency-name.ts'
import type { Check } from '../validate/check.ts'
import { checkFilters, filters, logicalOperator } from './filters.ts'

const transform = object('EventDependencyTransformer', {
  jq: may(text('jq'), 'A jq program; its first output replaces the payload. Wins over script.'),
  script: may(text('lua'), 'A Lua script; the table it returns replaces the payload.'),
})

export type Transform = Infer<typeof transform>

/** An event that a sensor waits for. */
export const dependency = object('EventDependency', {
  name: need(string(), 'What conditions and parameters call it.', 'the dependency has no name'),
  eventSourceName: need(string(), 'Name of the EventSource.', 'eventSourceName is required'),
  eventName: need(string(), 'Name of the event in it.', 'eventName is required'),
  filters: may(filters, 'Which events count.'),
  filtersLogicalOperator: may(logicalOperator, 'Between the kinds of filter.'),
  transform: may(transform, 'Changes the payload, before the filters.'),
})

export type Dependency = Infer<typeof dependency>

export function checkDependency(value: Dependency, check: Check): void {
  if (value.filters !== undefined) checkFilters(value.filters, check)
  if (value.transform?.jq !== undefined && value.transform.script !== undefined) {
    check.warning('conflict', value.transform, ['script'], 'jq and script are both given; script is not run')
  }
  const limit = dependencyNameLimit(value.name)
  if (limit !== undefined) check.warning('suspect', value, ['name'], limit)
}
