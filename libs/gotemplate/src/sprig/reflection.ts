import { fixed } from '../call/signature.ts'
import type { Signature } from '../call/signature.ts'
import { deepEqual } from '../value/deep-equal.ts'
import { kindOf, typeOf } from '../value/type-of.ts'

export const reflection: Readonly<Record<string, Signature>> = {
  typeOf: fixed(['any'], (_, value) => typeOf(value)),
  typeIs: fixed(['string', 'any'], (_, name, value) => typeOf(value) === name),
  typeIsLike: fixed(['string', 'any'], (_, name, value) => typeOf(value) === name || typeOf(value) === `*${name}`),
  kindOf: fixed(['any'], (_, value) => kindOf(value)),
  kindIs: fixed(['string', 'any'], (_, name, value) => kindOf(value) === name),
  deepEqual: fixed(['any', 'any'], ({ budget }, a, b) => deepEqual(a, b, budget)),
}
