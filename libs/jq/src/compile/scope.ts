import type { Unit } from '../run/machine.ts'

/** A function while it is compiled: how deep it stands within others, and how many slots it has given out. */
export interface Builder {
  readonly level: number
  values: number
  extras: number
}

/** What a name means. `level` is that of the function whose frame holds it. */
export type Binding =
  | {
      readonly kind: 'function'
      readonly name: string
      readonly arity: number
      readonly unit: Unit
      readonly level: number
    }
  | { readonly kind: 'closure'; readonly name: string; readonly slot: number; readonly level: number }
  | { readonly kind: 'variable'; readonly name: string; readonly slot: number; readonly level: number }
  | { readonly kind: 'label'; readonly name: string; readonly slot: number; readonly level: number }

interface Link {
  readonly binding: Binding
  readonly next: Link | undefined
}

/** The names that a place in the program sees. */
export class Scope {
  readonly builder: Builder
  readonly #link: Link | undefined

  constructor(builder: Builder, link?: Link) {
    this.builder = builder
    this.#link = link
  }

  with(binding: Binding): Scope {
    return new Scope(this.builder, { binding, next: this.#link })
  }

  /** The same names, seen from a function within this one. */
  inside(): Scope {
    return new Scope({ level: this.builder.level + 1, values: 0, extras: 0 }, this.#link)
  }

  findFunction(name: string, arity: number): Extract<Binding, { kind: 'function' | 'closure' }> | undefined {
    for (let link = this.#link; link !== undefined; link = link.next) {
      const { binding } = link
      if (binding.name !== name) continue
      if (binding.kind === 'function' && binding.arity === arity) return binding
      if (binding.kind === 'closure' && arity === 0) return binding
    }
    return undefined
  }

  find<K extends 'variable' | 'label'>(kind: K, name: string): Extract<Binding, { kind: K }> | undefined {
    for (let link = this.#link; link !== undefined; link = link.next) {
      const { binding } = link
      // The kind was compared.
      if (binding.kind === kind && binding.name === name) return binding as Extract<Binding, { kind: K }>
    }
    return undefined
  }

  /** How many frames out the one that holds a binding is. */
  hops({ level }: Binding): number {
    return this.builder.level - level
  }

  valueSlot(): number {
    return this.builder.values++
  }

  extraSlot(): number {
    return this.builder.extras++
  }
}
