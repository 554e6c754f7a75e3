import type { PlainMap, Value } from '@millrace/expr'
import { payloadKindOf, type PayloadKind } from '@millrace/languages/expr'
import type { BindingEvent } from './binding.ts'

/** An event as expressions find it; made once for all bindings that it is offered to. */
export interface EventEnv {
  /** `namespace`, `discriminator`, `metadata`, `payload`. */
  readonly names: PlainMap
  /** What takes part in the check of an expression. */
  readonly payloadKind: PayloadKind
}

export function eventEnv({ namespace, discriminator, metadata, payload }: BindingEvent): EventEnv {
  const headers = Object.create(null) as Record<string, Value>
  for (const [name, values] of Object.entries(metadata)) {
    const lower = name.toLowerCase()
    if (lower.startsWith('x-')) headers[lower] = values
  }
  // JSON is a value as it is.
  const names = { namespace, discriminator, metadata: headers, payload: (payload ?? null) as Value }
  return { names, payloadKind: payloadKindOf(payload) }
}
