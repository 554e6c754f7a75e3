import { list, may, object, oneOf, string, text } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import type { Check } from '../validate/check.ts'
import { checkDataFilter, dataFilter } from './data-filter.ts'
import { checkExprFilter, exprFilter } from './expr-filter.ts'
import { checkTimeFilter, timeFilter } from './time-filter.ts'

/** How several filters are combined. Absent means and. */
export const logicalOperator = oneOf(['and', 'or'], { '&&': 'and', '||': 'or' })

export type LogicalOperator = Infer<typeof logicalOperator>

/** What the CloudEvent itself must be; type, subject, source and datacontenttype are compared, the rest is not. */
const contextFilter = object('EventContext', {
  type: may(string(), 'CloudEvent type.'),
  subject: may(string(), 'CloudEvent subject, which is the event name.'),
  source: may(string(), 'CloudEvent source, which is the EventSource name.'),
  datacontenttype: may(string(), 'CloudEvent datacontenttype.', { aliases: ['dataContentType'] }),
  id: may(string(), 'Not compared.'),
  specversion: may(string(), 'Not compared.', { aliases: ['specVersion'] }),
  time: may(string(), 'Not compared.'),
})

export type ContextFilter = Infer<typeof contextFilter>

/** Which events of a dependency count. */
export const filters = object('EventDependencyFilter', {
  exprs: may(list(exprFilter), 'Expressions over the payload.'),
  exprLogicalOperator: may(logicalOperator, 'Between the expressions.'),
  data: may(list(dataFilter), 'Comparisons with the payload.'),
  dataLogicalOperator: may(logicalOperator, 'Between the comparisons.'),
  context: may(contextFilter, 'Comparisons with the CloudEvent.'),
  time: may(timeFilter, 'Time of day.'),
  script: may(text('lua'), 'A Lua script that returns true or false.'),
})

export type Filters = Infer<typeof filters>

export function checkFilters(value: Filters, check: Check): void {
  for (const filter of value.exprs ?? []) checkExprFilter(filter, check)
  for (const filter of value.data ?? []) checkDataFilter(filter, check)
  if (value.time !== undefined) checkTimeFilter(value.time, check)
  const { context } = value
  if (context === undefined) return
  const compared = context.type ?? context.subject ?? context.source ?? context.datacontenttype
  if (compared === undefined) {
    const message = 'one of type, subject, source and datacontenttype must be given'
    check.error('required', context, [], message)
  }
}
