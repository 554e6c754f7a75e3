import { may, object, text } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import type { Check } from '../validate/check.ts'

/** Lets through the events for which an expression over the payload is true. */
export const eventSourceFilter = object('EventSourceFilter', {
  expression: may(text('expr'), 'An expression over the payload’s top-level names.'),
})

export type EventSourceFilter = Infer<typeof eventSourceFilter>

export function checkEventFilter(filter: EventSourceFilter | undefined, check: Check): void {
  if (filter === undefined || filter.expression !== undefined) return
  const message = 'a filter without an expression; Argo Events drops every event here'
  check.warning('suspect', filter, [], message, 'write an expression, or remove the filter')
}
