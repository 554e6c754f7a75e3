import { tellBindingFault, type Bus } from '@millrace/bus'
import { bindingOfOwner } from '@millrace/event-binding'
import type { Decided } from '../decision.ts'

/** A binding is told of once in this time: a selector that fails on one event fails on many. Milliseconds. */
const againMs = 10_000

/** Tells the controller of bindings whose selectors failed. */
export class FaultTeller {
  readonly #bus: Pick<Bus, 'connection'>
  /** By the binding itself: a new version is told of at once. */
  readonly #toldAtMs = new WeakMap<object, number>()

  constructor(bus: Pick<Bus, 'connection'>) {
    this.#bus = bus
  }

  tell(decided: readonly Decided[]): void {
    for (const { decision, namespace, sensor, by } of decided) {
      if (decision.kind !== 'failed' || by === undefined) continue
      const nowMs = performance.now()
      if (nowMs - (this.#toldAtMs.get(by) ?? -Infinity) < againMs) continue
      this.#toldAtMs.set(by, nowMs)
      tellBindingFault(this.#bus, { namespace, binding: bindingOfOwner(sensor) ?? '', message: decision.message })
    }
  }
}
