import type { Complex } from './complex.ts'
import type { Dict } from './dict.ts'
import type { Int } from './int.ts'
import type { List } from './list.ts'
import type { Opaque } from './opaque.ts'

/**
 * A Go value as a template holds it. A `number` is a float64; `null` is an interface that holds nil; `undefined` is no
 * value at all, as for a missing map key. A string stands for bytes: text/utf8.ts says how.
 */
export type Value = undefined | null | boolean | number | string | Int | Complex | List | Dict | Opaque
