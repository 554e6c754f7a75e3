import { emptyOf } from './shape.ts'
import type { Member, Shape, Struct } from './shape.ts'

export const string: Shape = { kind: 'string' }
export const boolean: Shape = { kind: 'boolean' }
/** Any JSON, also a bare number whose text counts. */
export const json: Shape = { kind: 'json' }
export const textOrInteger: Shape = { kind: 'textOrInteger' }
export const int32: Shape = { kind: 'integer', min: -(2n ** 31n), max: 2n ** 31n - 1n }
export const int64: Shape = { kind: 'integer', min: -(2n ** 63n), max: 2n ** 63n - 1n }
export const uint64: Shape = { kind: 'integer', min: 0n, max: 2n ** 64n - 1n }

export function list(item: Shape): Shape {
  return { kind: 'list', item }
}

export function map(item: Shape): Shape {
  return { kind: 'map', item }
}

/** A struct; a bare shape is written when it is not empty, or, for structs, when it is there. */
export function struct(members: Readonly<Record<string, Shape | Member>>): Struct {
  const entries = Object.entries(members).map(([name, member]): [string, Member] => [
    name,
    'kind' in member ? { shape: member, absent: undefined, keepsEmpty: isPointed(member) } : member,
  ])
  return { kind: 'struct', members: new Map(entries) }
}

function isPointed(shape: Shape): boolean {
  return shape.kind === 'struct' || shape.kind === 'json' || shape.kind === 'textOrInteger'
}

/** Written always: absent it is the empty value of its type. */
export function always(shape: Shape): Member {
  return { shape, absent: emptyOf(shape), keepsEmpty: true }
}

/** Written always: absent it is null. */
export function orNull(shape: Shape): Member {
  return { shape, absent: 'null', keepsEmpty: true }
}

/** Written when it is there, be it empty. */
export function pointer(shape: Shape): Member {
  return { shape, absent: undefined, keepsEmpty: true }
}
