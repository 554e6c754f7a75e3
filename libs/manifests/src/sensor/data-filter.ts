import { list, may, need, object, oneOf, string, text } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import type { Check } from '../validate/check.ts'

const comparators = ['>=', '>', '=', '!=', '<', '<='] as const
const boolWord = /^(1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/
const goFloat = /^[+-]?((\d[\d_]*(\.\d*)?|\.\d+)([eE][+-]?\d+)?|0[xX][\da-fA-F_.]+([pP][+-]?\d+)?|inf(inity)?|nan)$/i

/** Compares a value of the payload with some values. */
export const dataFilter = object('DataFilter', {
  path: need(text('gjson'), 'Where in the payload.', 'path is required'),
  type: need(oneOf(['bool', 'number', 'string']), 'How to compare.', 'type is required'),
  value: need(list(string()), 'Alternatives; patterns when type is string.', 'at least one value is required'),
  comparator: may(oneOf(comparators, { '==': '=', '<>': '!=', '=>': '>=', '=<': '<=' }), 'Default =.'),
  template: may(text('gotemplate'), 'Turns what was found ({{ .Input }}) into what is compared.'),
})

export type DataFilter = Infer<typeof dataFilter>

export function checkDataFilter(filter: DataFilter, check: Check): void {
  for (const [index, value] of filter.value.entries()) {
    if (value === '') check.error('invalid', filter, ['value', index], 'an empty value')
  }
  if (filter.type === 'string') return
  const fits = filter.type === 'bool' ? boolWord : goFloat
  const bad = [...filter.value.entries()].filter(([, value]) => value !== '' && !fits.test(value))
  // With another value that can be read, the filter may still pass; without one it never does.
  const report = bad.length === filter.value.length ? check.error : check.warning
  for (const [index, value] of bad) {
    report('invalid', filter, ['value', index], `${JSON.stringify(value)} is not a ${filter.type}`)
  }
}
