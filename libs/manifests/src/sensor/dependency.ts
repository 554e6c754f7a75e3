import { may, need, object, string, text } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
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

/** Words that the original’s condition language takes for itself. */
const reserved = new Set(
  ('in not and or let nil true false matches contains startsWith endsWith len all any one none map filter count if else ' +
    'abs now type int float string date duration first last max min sum mean median sort keys values trim upper lower ' +
    'split join replace repeat find get take fromJSON toJSON fromBase64 toBase64 toPairs fromPairs reduce groupBy').split(' '),
)

export function checkDependency(value: Dependency, check: Check): void {
  if (value.filters !== undefined) checkFilters(value.filters, check)
  if (value.transform?.jq !== undefined && value.transform.script !== undefined) {
    check.warning('conflict', value.transform, ['script'], 'jq and script are both given; script is not run')
  }
  if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(value.name)) {
    const message = 'Argo Events takes only letters, digits, _ and - here, a letter first'
    check.warning('suspect', value, ['name'], message)
  } else if (reserved.has(value.name)) {
    check.warning('suspect', value, ['name'], `Argo Events cannot use the word ${value.name} as a dependency name`)
  }
}
