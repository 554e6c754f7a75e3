import type { Dialect } from '../dialect.ts'
import { CompileFault } from '../error.ts'
import type { Machine } from '../run/machine.ts'
import { leftSpine } from '../parse/node.ts'
import type { Node } from '../parse/node.ts'
import type { Value } from '../value/value.ts'

/** Compiled code: a closure over the code of its parts. */
export type Code = (m: Machine) => Value

/** How often nodes may be compiled: the middle of `a < b < c` is compiled twice, and so is what stands in it. */
const compiledMax = 500_000

/** What the rules of the compiler share: the slots of variables. */
export class Compiler {
  readonly dialect: Dialect
  /** Whether operands are kept on a stack. */
  readonly isLeaky: boolean
  readonly #variables: { readonly name: string; readonly slot: number }[] = []
  readonly #rule: (compiler: Compiler, node: Node) => Code
  #slots = 0
  #compiled = 0
  /** The left operand that has just been compiled: the next rule asks for it first. */
  #done: { readonly node: Node | undefined; readonly code: Code } | undefined

  constructor(dialect: Dialect, leaky: boolean, rule: (compiler: Compiler, node: Node) => Code) {
    this.dialect = dialect
    this.isLeaky = leaky
    this.#rule = rule
  }

  compile(node: Node): Code {
    const ready = this.#done
    this.#done = undefined
    if (node === ready?.node) return ready.code
    let code: Code | undefined
    for (const one of leftSpine(node).toReversed()) {
      if (++this.#compiled > compiledMax) {
        throw new CompileFault('compilation failed: expression is too complex', one.offset)
      }
      if (code !== undefined) this.#done = { node: leftOf(one), code }
      code = this.#rule(this, one)
    }
    this.#done = undefined
    return code ?? this.#rule(this, node)
  }

  /** Compiles a `let`: its body sees the variable, which has the slot that `within` is told. */
  declare(name: string, within: (slot: number) => Code): Code {
    const slot = this.#slots++
    this.#variables.push({ name, slot })
    const code = within(slot)
    this.#variables.pop()
    return code
  }

  slotOf(name: string): number | undefined {
    return this.#variables.findLast((variable) => variable.name === name)?.slot
  }
}

function leftOf(node: Node): Node | undefined {
  return node.kind === 'binary' ? node.left : undefined
}
