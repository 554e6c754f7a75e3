import type { CompiledBinding } from '@millrace/event-binding'
import type { Filtered } from '../decision.ts'

/** A binding in force, ready to be asked. */
export interface RoutedBinding {
  readonly namespace: string
  readonly name: string
  /** What stands for the sensor in its invocations. */
  readonly owner: string
  readonly generation: number
  readonly compiled: CompiledBinding
  readonly submits: boolean
  /** What is decided where the selector gives false: the same for every event. */
  readonly unmatched: Filtered
}

type PayloadKind = Parameters<CompiledBinding['discriminatorFor']>[0]

interface Index {
  /** Places of bindings that must be asked about every event. */
  readonly always: readonly number[]
  /** Places of those that must be asked, by the discriminator without which they say no; those of `always` are among them. */
  readonly byDiscriminator: ReadonlyMap<string, readonly number[]>
}

/** The bindings of a namespace, and which of them an event can be for at all. */
export class BindingSet {
  /** In order of their names, as an API server lists them. */
  readonly all: readonly RoutedBinding[]
  readonly #indices = new Map<PayloadKind, Index>()

  constructor(bindings: readonly RoutedBinding[]) {
    this.all = bindings
  }

  /** Places in `all`, ascending, of the bindings that must be asked. The selectors of all others give false. */
  candidates(discriminator: string, payloadKind: PayloadKind): readonly number[] {
    let index = this.#indices.get(payloadKind)
    if (index === undefined) this.#indices.set(payloadKind, (index = this.#indexFor(payloadKind)))
    return index.byDiscriminator.get(discriminator) ?? index.always
  }

  #indexFor(payloadKind: PayloadKind): Index {
    const always: number[] = []
    const guarded = new Map<string, number[]>()
    for (const [place, { compiled }] of this.all.entries()) {
      const discriminator = compiled.discriminatorFor(payloadKind)
      if (discriminator === undefined) always.push(place)
      else guarded.set(discriminator, [...(guarded.get(discriminator) ?? []), place])
    }
    const merged = Array.from(guarded, ([key, places]) => [key, [...places, ...always].sort((a, b) => a - b)] as const)
    return { always, byDiscriminator: new Map(merged) }
  }
}
