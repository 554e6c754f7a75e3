import { fromHost } from './from-host.ts'
import { Opaque } from './opaque.ts'
import type { Value } from './value.ts'

/** A Go iterator function, `iter.Seq[any]` or with pairs `iter.Seq2[any, any]`: data that `range` calls. */
export class Sequence extends Opaque {
  readonly type: string
  readonly kind = 'func'
  readonly pairs: boolean
  readonly #items: Iterable<unknown>

  private constructor(items: Iterable<unknown>, pairs: boolean) {
    super()
    this.#items = items
    this.pairs = pairs
    this.type = pairs ? 'iter.Seq2[interface {},interface {}]' : 'iter.Seq[interface {}]'
  }

  static of(items: Iterable<unknown>): Sequence {
    return new Sequence(items, false)
  }

  static ofPairs(items: Iterable<readonly [unknown, unknown]>): Sequence {
    return new Sequence(items, true)
  }

  *run(): Iterable<readonly [Value, Value]> {
    for (const item of this.#items) {
      const [first, second] = this.pairs && Array.isArray(item) ? item : [item, undefined]
      yield [fromHost(first), fromHost(second)]
    }
  }

  equals(): boolean {
    return false
  }
}
