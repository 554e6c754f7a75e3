import type { Node, SliceNode } from '../parse/node.ts'
import type { Value } from '../value/value.ts'

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

/** A key that is a literal. What follows a literal within the brackets is not looked at, as in the original. */
export function constantKey(key: Node): string | number | bigint | undefined {
  const number = constantNumber(key)
  if (number !== undefined) return number
  if (key.kind === 'literal') return typeof key.value === 'string' ? key.value : undefined
  const target = suffixTarget(key)
  return target === undefined ? undefined : constantKey(target)
}

/** The path of a row of steps with constant keys. */
export function constantPath(node: Node): Value[] | undefined {
  if (node.kind === 'pipe' && node.stages.length === 1) return constantPath(node.stages[0] ?? node)
  if (node.kind !== 'index' && node.kind !== 'slice') return undefined
  const key = node.kind === 'index' ? constantKey(node.key) : constantSlice(node)
  const before = node.target.kind === 'identity' ? [] : constantPath(node.target)
  return key === undefined || before === undefined ? undefined : [...before, key]
}

function constantSlice({ from, to }: SliceNode): Value | undefined {
  const start = from === undefined ? null : constantKey(from)
  const end = to === undefined ? null : constantKey(to)
  return start === undefined || end === undefined ? undefined : { start, end }
}

/** What a step stands after. */
export function suffixTarget(node: Node): Node | undefined {
  if (node.kind === 'index' || node.kind === 'slice') return node.isSuffix ? node.target : undefined
  return node.kind === 'iterate' && node.target.kind !== 'identity' ? node.target : undefined
}
