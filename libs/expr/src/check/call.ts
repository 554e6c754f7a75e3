import type { CallNode, Node } from '../parse/node.ts'
import type { Checker } from './checker.ts'
import { isUnknown, nameOf, unknown } from './nature.ts'
import type { Nature } from './nature.ts'
import { checkFunction } from './builtin-call.ts'
import { fitArguments } from './fit-arguments.ts'
import type { Callable } from './fit-arguments.ts'

export function checkCall(c: Checker, node: CallNode): Nature {
  const { callee } = node
  if (callee.kind === 'identifier' && callee.name === '$env') {
    throw c.fault(node, 'map[string]interface {} is not callable')
  }
  const nature = c.visit(callee)
  if (isUnknown(nature)) {
    // The original leaves the arguments of a call of something unknown as they are.
    return unknown
  }
  if (nature.builtin !== undefined) return checkFunction(c, nature.builtin, node)
  const name = calleeName(callee)
  if (nature.nil) throw c.fault(node, `${name} is nil; cannot call nil as function`)
  if (nature.type?.signature === undefined) throw c.fault(node, `${nameOf(nature)} is not callable`)
  return checkSignature(c, { name, type: nature.type, isMethod: nature.isMethod === true }, node)
}

function calleeName(callee: Node): string {
  if (callee.kind === 'identifier') return callee.name
  return callee.kind === 'member' && callee.property.kind === 'string' ? callee.property.value : 'function'
}

/** Checks a call against one function type; gives its first result. */
function checkSignature(c: Checker, callable: Callable, node: Node & { readonly args: Node[] }): Nature {
  const natures = node.args.map((arg) => c.visit(arg))
  const found = fitArguments(callable, node, natures)
  if (typeof found === 'string') throw c.fault(node, found)
  if ('at' in found) throw c.fault(node.args[found.at] ?? node, found.fault)
  return found
}
