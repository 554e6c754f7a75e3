import { BindingLanguage } from './binding-language.ts'
import type { BindingDecision, BindingEvent, BindingSpec } from './binding.ts'
import { eventEnv } from './event-env.ts'
import type { World } from './world.ts'

/** Decides about single events for bindings that nobody keeps; who has many events compiles with a BindingLanguage. */
export class BindingDecider {
  readonly #language: BindingLanguage

  constructor(world: World = {}) {
    this.#language = new BindingLanguage(world)
  }

  /** What a binding makes of an event. Throws a BindingError. */
  decide(binding: BindingSpec, event: BindingEvent): BindingDecision {
    return this.#language.compile(binding).decide(eventEnv(event))
  }
}
