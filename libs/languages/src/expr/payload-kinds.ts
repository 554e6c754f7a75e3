import type { Value } from '@millrace/expr'

/** The types that an event's payload can have; they take part in the check of the expressions about it. */
export type PayloadKind = 'object' | 'array' | 'string' | 'number' | 'bool' | 'nil'

/** A payload of each type: what lies within is of no account. */
export const payloadSamples: Readonly<Record<PayloadKind, Value>> = {
  object: {},
  array: [],
  string: '',
  number: 0,
  bool: false,
  nil: null,
}

/** The type of a payload, JSON as it is. */
export function payloadKindOf(payload: unknown): PayloadKind {
  if (payload === null || payload === undefined) return 'nil'
  if (Array.isArray(payload)) return 'array'
  if (typeof payload === 'string') return 'string'
  if (typeof payload === 'number') return 'number'
  return typeof payload === 'boolean' ? 'bool' : 'object'
}
