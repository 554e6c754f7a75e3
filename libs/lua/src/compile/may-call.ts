import type { Expression } from '../parse/ast.ts'

/** Whether an operand is a local variable that the other operand could change before the operation happens. */
export function readsLate(operand: Expression, other: Expression): boolean {
  return operand.kind === 'local' && mayCall(other)
}

export function mayCall(node: Expression): boolean {
  switch (node.kind) {
    case 'call':
    case 'method':
      return true
    case 'index':
      return mayCall(node.object) || mayCall(node.key)
    case 'binary':
    case 'logical':
      return mayCall(node.left) || mayCall(node.right)
    case 'concat':
      return node.parts.some((part) => mayCall(part))
    case 'not':
    case 'negate':
    case 'length':
    case 'single':
      return mayCall(node.operand)
    case 'table':
      return node.items.some((item) => mayCall(item.value) || (item.kind === 'pair' && mayCall(item.key)))
    case 'nil':
    case 'boolean':
    case 'number':
    case 'string':
    case 'vararg':
    case 'local':
    case 'upvalue':
    case 'global':
    case 'function':
    case 'temporary':
      return false
    default:
      return node satisfies never
  }
}
