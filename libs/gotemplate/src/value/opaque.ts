import type { Signature } from '../call/signature.ts'
import type { Value } from './value.ts'

export type OpaqueKind = 'struct' | 'ptr' | 'func'

/** A value of a Go type that has methods or fields of its own. */
export abstract class Opaque {
  /** As `%T` prints it. */
  abstract readonly type: string
  abstract readonly kind: OpaqueKind

  /** What its `String` method gives, if it has one. */
  text(): string | undefined {
    return undefined
  }

  /** What `%#v` prints, if it has a way of its own. */
  goText(): string | undefined {
    return undefined
  }

  /** What its `MarshalJSON` or `MarshalText` gives, as a plain text, if it has one. */
  jsonText(): string | undefined {
    return undefined
  }

  method(_name: string): Signature | undefined {
    return undefined
  }

  /** The exported fields of a struct, in order. */
  fields(): readonly (readonly [string, Value])[] {
    return []
  }

  /** What a print shows that does not go by the methods: all fields, also those that are not exported. */
  internals(): readonly (readonly [string, Value])[] {
    return this.fields()
  }

  /** Whether the two are deeply equal in Go's sense. */
  abstract equals(other: Opaque): boolean
}
