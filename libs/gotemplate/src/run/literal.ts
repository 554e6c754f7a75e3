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
  if (node.kind === 'bool') return { kind: 'value', value: node.value }
  if (node.kind === 'string') return { kind: 'value', value: node.text }
  const { text, value } = node
  if (value.complex !== undefined) return { kind: 'value', value: value.complex }
  const looksWhole = /^0[xX][^pP]*$/.test(text) || text.startsWith("'") || !/[.eEpP]/.test(text)
  if (value.float !== undefined && !looksWhole) return { kind: 'value', value: value.float }
  if (value.int !== undefined) return { kind: 'value', value: int(value.int) }
  if (value.uint !== undefined) return { kind: 'fault', message: `${text} overflows int` }
  return { kind: 'value', value: undefined }
}

/** A literal as an argument: the parameter says what it is. */
export function constantFor(node: Literal, param: Param): Constant {
  const value = node.kind === 'number' ? node.value : undefined
  switch (param) {
    case 'any':
    case 'value':
      return constant(node)
    case 'bool':
      return node.kind === 'bool' ? { kind: 'value', value: node.value } : expected('bool', node)
    case 'string':
      return node.kind === 'string' ? { kind: 'value', value: node.text } : expected('string', node)
    case 'float64':
      return value?.float === undefined ? expected('float', node) : { kind: 'value', value: value.float }
    case 'int':
    case 'int64':
    case 'duration':
      return value?.int === undefined
        ? expected('integer', node)
        : { kind: 'value', value: new Int(value.int, goType(param)) }
    case 'uint32':
      return value?.uint === undefined
        ? expected('unsigned integer', node)
        : { kind: 'value', value: new Int(value.uint, 'uint32') }
    default:
      return { kind: 'fault', message: `can't handle ${nodeText(node)} for arg of type ${goType(param)}` }
  }
}

function expected(what: string, node: Operand): Constant {
  return { kind: 'fault', message: `expected ${what}; found ${nodeText(node)}` }
}
