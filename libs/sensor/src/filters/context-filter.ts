import type { ContextFilter } from '@millrace/manifests'
import type { SensorEvent } from '../event.ts'
import { cut, pass } from './verdict.ts'
import type { FilterVerdict } from './verdict.ts'

/** The attributes that are compared; `id`, `time` and `specversion` of a filter mean nothing. */
const compared = ['type', 'subject', 'source', 'datacontenttype'] as const

/** Compiles `filters.context`: what is given must be equal, what is empty or absent is not looked at. Never a fault. */
export function compileContextFilter(filter: ContextFilter): (event: SensorEvent) => FilterVerdict {
  const wanted = compared.flatMap((name) => {
    const expected = filter[name]
    return expected === undefined || expected === '' ? [] : [{ name, expected }]
  })
  return ({ context }) => {
    for (const { name, expected } of wanted) {
      const found = context[name]
      if (found === expected) continue
      return {
        kind: 'reject',
        filter: 'context',
        field: `filters.context.${name}`,
        path: name,
        found: cut(found),
        expected,
      }
    }
    return pass
  }
}
