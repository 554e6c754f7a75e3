import type { Frame, Machine } from '../run/machine.ts'
import type { Node } from '../parse/node.ts'
import type { Value } from '../value/value.ts'
import type { Compiler } from './compiler.ts'
import { makePure } from './pure-nodes.ts'
import type { Scope } from './scope.ts'

/** A node that has exactly one output, calculated in one go. Throws a Fault. No path is wanted of it. */
export type Pure = (machine: Machine, frame: Frame, value: Value) => Value

/** A node as a single value, if it is one. */
export function pureOf(compiler: Compiler, node: Node, scope: Scope): Pure | undefined {
  const { pures } = compiler
  if (pures.has(node)) return pures.get(node)
  const pure = makePure(compiler, node, scope)
  pures.set(node, pure)
  return pure
}

/** All of these nodes, if each is a single value. */
export function allPure(compiler: Compiler, nodes: readonly Node[], scope: Scope): readonly Pure[] | undefined {
  const pures: Pure[] = []
  for (const node of nodes) {
    const pure = pureOf(compiler, node, scope)
    if (pure === undefined) return undefined
    pures.push(pure)
  }
  return pures
}
