import { negated, plus } from '../functions/numbers.ts'
import type { Node } from '../parse/node.ts'
import type { Compiler } from './compiler.ts'
import { setValue } from './emit.ts'
import { constantNumber } from './constant.ts'
import type { Scope } from './scope.ts'

type SignNode = Extract<Node, { kind: 'sign' }>

export function compileSign(compiler: Compiler, node: SignNode, scope: Scope): void {
  const constant = constantNumber(node)
  if (constant !== undefined) return setValue(compiler, constant)
  compiler.node(node.operand, scope)
  const calculate = node.negates ? negated : plus
  compiler.emit((machine) => {
    machine.at = node.at
    machine.value = calculate(machine.value)
  })
}
