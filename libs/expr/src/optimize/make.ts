import { natureOf, unknown } from '../check/nature.ts'
import type { Nature } from '../check/nature.ts'
import type { BinaryNode, BuiltinNode, Node } from '../parse/node.ts'
import { boolType, floatType, intType, stringType } from '../value/go-type.ts'
import { wrap64 } from '../value/int.ts'

/** The nature that a node keeps when it is put in another's place: its type, and no more. */
export function typeOnly({ type }: Nature): Nature {
  return type === undefined ? unknown : natureOf(type)
}

export function integer(old: Node, value: bigint): Node {
  return { kind: 'integer', value: wrap64(value), offset: old.offset, nature: natureOf(intType) }
}

export function float(old: Node, value: number): Node {
  return { kind: 'float', value, offset: old.offset, nature: natureOf(floatType) }
}

export function string(old: Node, value: string): Node {
  return { kind: 'string', value, offset: old.offset, nature: natureOf(stringType) }
}

export function bool(old: Node, value: boolean): Node {
  return { kind: 'bool', value, offset: old.offset, nature: natureOf(boolType) }
}

/** A node that stands in the place of `old`, and takes its type. */
export function inPlace<N extends Node>(old: Node, node: Omit<N, 'offset' | 'nature'>): N {
  // Omit loses which kind of node it is; with both parts back it is one again.
  return { ...node, offset: old.offset, nature: typeOnly(old.nature) } as N
}

/** A builtin that stands in the place of `old`. */
export function builtin(old: Node, name: string, args: Node[], more: Partial<BuiltinNode> = {}): Node {
  return { ...more, kind: 'builtin', name, args, offset: old.offset, nature: typeOnly(old.nature) }
}

/** A binary operation that was not in the source, so that nothing is known of it. */
export function operation(operator: string, left: Node, right: Node, offset = 0): BinaryNode {
  return { kind: 'binary', operator, left, right, offset, nature: unknown }
}
