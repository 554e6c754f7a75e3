import { negated, plus } from '../functions/numbers.ts'
import type { Node } from '../parse/node.ts'
import { compileNode } from './compile.ts'
import type { Compiler } from './compiler.ts'
import { setValue } from './emit.ts'
import { suffixTarget } from './index-node.ts'
import type { Scope } from './scope.ts'

type SignNode = Extract<Node, { kind: 'sign' }>

export function compileSign(compiler: Compiler, node: SignNode, scope: Scope): void {
  const constant = constantNumber(node)
  if (constant !== undefined) return setValue(compiler, constant)
  compileNode(compiler, node.operand, scope)
  const calculate = node.negates ? negated : plus
  compiler.emit((machine) => {
    machine.at = node.at
    machine.value = calculate(machine.value)
  })
}

/** The number that a literal is, with or without a sign. Steps after its digits are not looked at, as in the original. */
export function constantNumber(node: Node): number | bigint | undefined {
  if (node.kind === 'literal') {
    return typeof node.value === 'number' || typeof node.value === 'bigint' ? node.value : undefined
  }
  if (node.kind !== 'sign') return undefined
  let { operand } = node
  for (let target = suffixTarget(operand); target !== undefined; target = suffixTarget(operand)) operand = target
  if (operand.kind !== 'literal') return undefined
  const number = constantNumber(operand)
  return number === undefined || !node.negates ? number : -number
}
