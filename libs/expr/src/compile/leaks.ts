import type { Node } from '../parse/node.ts'
import { contains } from '../optimize/walk.ts'
import type { Machine } from '../run/machine.ts'
import type { Value } from '../value/value.ts'
import type { Code, Compiler } from './compiler.ts'

/*
 * The original runs on a stack, and two of its operations leave values behind on it: a loop from the end leaves a bool
 * for each turn, and a chain that ends before a method call leaves the call's arguments. What comes next can then take
 * these for its own operands: `[1, findLastIndex(a, p)]` is `[true, …]`. Programs that have such an operation keep
 * their operands on a stack too, so that they go wrong in the same way; all others do not need one.
 */

/** Whether a tree has an operation that leaves values behind. */
export function isLeaky(tree: Node): boolean {
  return contains(tree, (node) => {
    if (node.kind === 'builtin') return isBackward(node.name) || (takesTop(node.name) && node.args.length !== 1)
    return node.kind === 'call' && node.args.length > 0 && node.callee.kind === 'member'
  })
}

const isBackward = (name: string): boolean => name === 'findLast' || name === 'findLastIndex'

const fast = new Set('len type abs ceil floor round int float string upper lower'.split(' '))

/**
 * Builtins that take one value off the stack, however many arguments they were given; where the checker did not look,
 * as in the arguments of something unknown, that can be another number than one.
 */
export function takesTop(name: string): boolean {
  return fast.has(name)
}

/** The values of operands; in a leaky program those that are found on top of the stack. */
export function operandsOf(c: Compiler, codes: readonly Code[]): (m: Machine) => Value[] {
  const { length } = codes
  if (c.isLeaky) {
    return (m) => {
      for (const code of codes) m.stack.push(code(m))
      return m.stack.splice(m.stack.length - length)
    }
  }
  return (m) => {
    const values: Value[] = []
    for (const code of codes) values.push(code(m))
    return values
  }
}

type Apply = (m: Machine, a: Value, b: Value) => Value

/** An operation on two operands. */
export function paired(c: Compiler, [left, right]: readonly [Code, Code], at: number, apply: Apply): Code {
  if (c.isLeaky) {
    return (m) => {
      m.stack.push(left(m))
      m.stack.push(right(m))
      const b = m.stack.pop() ?? null
      const a = m.stack.pop() ?? null
      m.offset = at
      return apply(m, a, b)
    }
  }
  return (m) => {
    const a = left(m)
    const b = right(m)
    m.offset = at
    return apply(m, a, b)
  }
}
