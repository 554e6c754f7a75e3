import type { CallNode, MethodNode } from '../parse/ast.ts'
import type { Compiler } from './compiler.ts'
import { compileMethod } from './method.ts'
import type { Evaluate, EvaluateList } from './prototype.ts'

/** The function that is called, and its arguments. */
export function compilePreparation(node: CallNode | MethodNode, compiler: Compiler): EvaluateList {
  if (node.kind === 'call') return compiler.list([node.callee, ...node.args])
  const receiver: Evaluate = compiler.expression(node.receiver)
  const find = compileMethod(node)
  const list = compiler.list(node.args)
  return (frame) => {
    const object = receiver(frame)
    const method = find(frame, object)
    return [method, object, ...list(frame)]
  }
}
