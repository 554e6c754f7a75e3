import type { Context } from '../walk.ts'
import type { Value } from '../value.ts'

/** A script or filter, compiled. Throws a JsonPathError where it fails. */
export type Script = (context: Context, current: Value) => Value

/** An operand: a value that is worked out, one that is written, or nothing at all. */
export type Operand =
  | { readonly kind: 'script'; readonly run: Script }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly value: Value }
  | undefined
