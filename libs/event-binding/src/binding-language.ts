import { hostFunctions } from '@millrace/languages/expr'
import type { HostFunctions } from '@millrace/languages/expr'
import type { BindingSpec } from './binding.ts'
import { CompiledBinding } from './compiled-binding.ts'
import type { World } from './world.ts'

/** The clock and the randomness of one decision. Given the same again, a decision is the same again. */
export type Moment = Pick<World, 'nowMs' | 'randomBytes'>

/** Compiles bindings. The functions of `submit.metadata` are made once for all of them. */
export class BindingLanguage {
  readonly functions: HostFunctions
  #moment: Moment

  /** `world` also gives the moment of decisions that are given none. */
  constructor(world: World = {}) {
    this.#moment = world
    const { nowMs, randomBytes, ...rest } = world
    this.functions = hostFunctions({
      unsupportedJson: 'error',
      world: {
        ...rest,
        ...(nowMs === undefined ? {} : { nowMs: () => (this.#moment.nowMs ?? nowMs)() }),
        ...(randomBytes === undefined
          ? {}
          : { randomBytes: (count: number) => (this.#moment.randomBytes ?? randomBytes)(count) }),
      },
    })
  }

  compile(spec: BindingSpec): CompiledBinding {
    return new CompiledBinding(spec, this)
  }

  /** Nanoseconds since 1970, for `now()`. */
  clock(): (() => bigint) | undefined {
    const { nowMs } = this.#moment
    return nowMs === undefined ? undefined : () => BigInt(Math.round(nowMs() * 1_000)) * 1_000n
  }

  /** Runs something at a moment; it must not wait. */
  at<T>(moment: Moment | undefined, act: () => T): T {
    if (moment === undefined) return act()
    const before = this.#moment
    this.#moment = moment
    try {
      return act()
    } finally {
      this.#moment = before
    }
  }
}
