import type { Param } from '../call/param.ts'
import { goType } from '../call/param.ts'
import type { Operand, OperandOf } from '../parse/node.ts'
import { nodeText } from '../parse/node-text.ts'
import { Int, int } from '../value/int.ts'
import type { Value } from '../value/value.ts'

export type Literal = OperandOf<'bool' | 'string' | 'number'>

/** The value of a literal, or the message that says why it cannot stand there. */
export type Constant =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'fault'; readonly message: string }

/** A literal where nothing says what type it should have. */
export function constant(node: Literal): Constant {
  if (node.kind === 'bool') return made(node.value)
  if (node.kind === 'string') return made(node.text)
  const { text, value } = node
  if (value.complex !== undefined) return made(value.complex)
  const looksWhole = /^0[xX][^pP]*$/.test(text) || text.startsWith("'") || !/[.eEpP]/.test(text)
  if (value.float !== undefined && !looksWhole) return made(value.float)
  if (value.int !== undefined) return made(int(value.int))
  if (value.uint !== undefined) return { kind: 'fault', message: `${text} overflows int` }
  return made(undefined)
}

/** A literal as an argument: the parameter says what it is. */
export function constantFor(node: Literal, param: Param): Constant {
  if (param === 'any' || param === 'value') return constant(node)
  if (param === 'bool') return node.kind === 'bool' ? made(node.value) : expected('bool', node)
  if (param === 'string') return node.kind === 'string' ? made(node.text) : expected('string', node)
  const number = node.kind === 'number' ? node.value : {}
  if (param === 'float64') return number.float === undefined ? expected('float', node) : made(number.float)
  if (param === 'uint32') {
    return number.uint === undefined ? expected('unsigned integer', node) : made(new Int(number.uint, 'uint32'))
  }
  if (param === 'int' || param === 'int64' || param === 'duration') {
    return number.int === undefined ? expected('integer', node) : made(new Int(number.int, goType(param)))
  }
  return { kind: 'fault', message: `can't handle ${nodeText(node)} for arg of type ${goType(param)}` }
}

function made(value: Value): Constant {
  return { kind: 'value', value }
}

function expected(what: string, node: Operand): Constant {
  return { kind: 'fault', message: `expected ${what}; found ${nodeText(node)}` }
}
