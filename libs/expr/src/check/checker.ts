import type { Dialect } from '../dialect.ts'
import { CompileFault } from '../error.ts'
import { leftSpine } from '../parse/node.ts'
import type { Node } from '../parse/node.ts'
import { typeOf } from '../value/type-of.ts'
import type { PlainMap } from '../value/value.ts'
import { elemOf, natureOf, nilNature } from './nature.ts'
import type { Nature } from './nature.ts'

/** How often nodes may be looked at: a node can stand in a tree more than once, and more than once in that. */
export const visitsMax = 500_000

export interface Variable {
  readonly name: string
  readonly nature: Nature
}

/** What `#` and its like mean within a predicate. */
export interface PredicateScope {
  readonly collection: Nature
  readonly pointers: readonly Variable[]
}

/** What the rules of the checker share. It finds the nature of each node; a CompileFault ends it. */
export class Checker {
  readonly dialect: Dialect
  /** Whether a name that nothing has is an error. */
  readonly strict: boolean
  readonly predicates: PredicateScope[] = []
  readonly variables: Variable[] = []
  readonly #env: PlainMap
  readonly #rule: (checker: Checker, node: Node) => Nature
  #visits = 0
  /** The left operand that has just been visited: the next rule asks for it first. */
  #done: Node | undefined

  constructor(dialect: Dialect, env: PlainMap | undefined, rule: (checker: Checker, node: Node) => Nature) {
    this.dialect = dialect
    this.strict = env !== undefined
    this.#env = env ?? {}
    this.#rule = rule
  }

  visit(node: Node): Nature {
    if (node === this.#done) {
      this.#done = undefined
      return node.nature
    }
    for (const one of leftSpine(node).toReversed()) {
      if (++this.#visits > visitsMax) throw this.fault(one, 'compilation failed: expression is too complex')
      one.nature = this.#rule(this, one)
      this.#done = one
    }
    this.#done = undefined
    return node.nature
  }

  /** The nature of a name of the env. */
  env(name: string): Nature | undefined {
    if (!Object.hasOwn(this.#env, name)) return undefined
    const type = typeOf(this.#env[name] ?? null)
    return type === undefined ? nilNature : natureOf(type)
  }

  /** The nature of an array's items. v1.15 knows only what the array's type says. */
  elem(array: Nature): Nature {
    const { type } = array
    return this.dialect.modern || type === undefined ? elemOf(array) : elemOf({ type, nil: false })
  }

  fault(node: Node, message: string): CompileFault {
    return new CompileFault(message, node.offset)
  }
}
