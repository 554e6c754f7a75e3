import { Opaque } from './opaque.ts'

/** A nil pointer within a struct. Templates cannot reach it; it only shows where a struct is printed bare. */
export class NilPointer extends Opaque {
  readonly type: string
  readonly kind = 'ptr'

  constructor(type: string) {
    super()
    this.type = type
  }

  equals(other: Opaque): boolean {
    return other instanceof NilPointer && other.type === this.type
  }
}
