import { tokenize } from './tokens.ts'
import type { Fault, Token } from './tokens.ts'

/** A boolean expression over dependency names. */
export type Node =
  | { readonly kind: 'dependency'; readonly name: string }
  | { readonly kind: 'constant'; readonly value: boolean; readonly text: string }
  | { readonly kind: 'group'; readonly inner: Node }
  | { readonly kind: 'and' | 'or'; readonly terms: readonly Node[] }

type NameToken = Extract<Token, { kind: 'name' }>

/** Finds the node that a name stands for, alone being true when it is all there is; a text says why it stands for none. */
export type Resolve = (name: NameToken, alone: boolean) => Node | string

/** Longer conditions are refused. */
export const conditionCharsMax = 10_000
/** Deeper nesting is refused. */
export const conditionDepthMax = 200

/** Parses conditions: `&&` binds tighter than `||`. */
export function parse(text: string, resolve: Resolve): Node | Fault {
  if (text.length > conditionCharsMax) return fault(`longer than ${conditionCharsMax} characters`, conditionCharsMax)
  const split = tokenize(text)
  return split.kind === 'fault' ? split : new Parser(split.tokens, text.length, resolve).all()
}

function fault(message: string, at: number): Fault {
  return { kind: 'fault', message, at }
}

/** The conjunction or disjunction of at least one term. */
export function chain(kind: 'and' | 'or', terms: readonly Node[]): Node {
  const [only, ...others] = terms
  return only !== undefined && others.length === 0 ? only : { kind, terms }
}

class Parser {
  readonly #tokens: readonly Token[]
  readonly #end: number
  readonly #resolve: Resolve
  #next = 0
  #depth = 0

  constructor(tokens: readonly Token[], end: number, resolve: Resolve) {
    this.#tokens = tokens
    this.#end = end
    this.#resolve = resolve
  }

  all(): Node | Fault {
    const node = this.#or()
    const rest = this.#tokens[this.#next]
    if (node.kind === 'fault' || rest === undefined) return node
    return fault(rest.kind === 'close' ? 'a ) without its (' : 'expected && or || here', rest.at)
  }

  #or(): Node | Fault {
    return this.#chain('or', () => this.#chain('and', () => this.#operand()))
  }

  #chain(kind: 'and' | 'or', operand: () => Node | Fault): Node | Fault {
    const terms: Node[] = []
    do {
      if (terms.length > 0) this.#next += 1
      const term = operand()
      if (term.kind === 'fault') return term
      terms.push(term)
    } while (this.#tokens[this.#next]?.kind === kind)
    return chain(kind, terms)
  }

  #operand(): Node | Fault {
    const token = this.#tokens[this.#next]
    if (token === undefined) return fault('expected a dependency name at the end', this.#end)
    this.#next += 1
    if (token.kind === 'open') return this.#group(token.at)
    if (token.kind !== 'name') return fault('expected a dependency name here', token.at)
    const node = this.#resolve(token, this.#tokens.length === 1)
    return typeof node === 'string' ? fault(node, token.at) : node
  }

  #group(at: number): Node | Fault {
    this.#depth += 1
    if (this.#depth > conditionDepthMax) return fault(`nested deeper than ${conditionDepthMax} levels`, at)
    const inner = this.#or()
    this.#depth -= 1
    if (inner.kind === 'fault') return inner
    if (this.#tokens[this.#next]?.kind !== 'close') return fault('a ( without its )', at)
    this.#next += 1
    return { kind: 'group', inner }
  }
}
