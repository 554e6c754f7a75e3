import { list, need, object, string, text } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import type { Check } from '../validate/check.ts'

const payloadField = object('PayloadField', {
  path: need(text('gjson'), 'Where in the payload.', 'path is required'),
  name: need(string(), 'What the expression calls it.', 'name is required'),
})

/** An expression over some values of the payload. */
export const exprFilter = object('ExprFilter', {
  expr: need(text('govaluate'), 'The expression.', 'expr is required'),
  fields: need(list(payloadField), 'The values.', 'at least one field with path and name is required'),
})

export type ExprFilter = Infer<typeof exprFilter>
export type PayloadField = Infer<typeof payloadField>

export function checkExprFilter(filter: ExprFilter, check: Check): void {
  const seen = new Set<string>()
  for (const field of filter.fields) {
    if (seen.has(field.name)) check.warning('duplicate', field, ['name'], `another field is called ${field.name}`)
    seen.add(field.name)
  }
}
