import type { CallNode, Expression, MethodNode } from '../parse/ast.ts'
import type { Site } from '../run/frame.ts'

/** The place of an operation that is no call. */
export function operationAt(line: number): Site {
  return { line, name: '(anonymous)' }
}

/** What the script calls the function that it calls here. */
export function siteOf(node: CallNode | MethodNode): Site {
  return { line: node.line, name: node.kind === 'method' ? node.name : calleeName(node.callee) }
}

function calleeName(callee: Expression): string {
  if (callee.kind === 'local') return callee.variable.name
  if (callee.kind === 'upvalue' || callee.kind === 'global') return callee.name
  if (callee.kind === 'index' && callee.key.kind === 'string') return callee.key.value
  if (callee.kind === 'temporary' && callee.original !== undefined) return calleeName(callee.original)
  return '?'
}
