import type { Token } from '../lex/token.ts'
import { intMax } from '../value/int.ts'
import type { Node } from './node.ts'
import type { Parser } from './parser.ts'

const float = /^(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/

/** The node of a number: an int, or a float64 when there is a dot or an exponent. */
export function numberNode(p: Parser, { value, offset }: Token): Node {
  const text = value.replaceAll('_', '').toLowerCase()
  if (!text.startsWith('0x') && /[.e]/.test(text)) {
    const number = float.test(text) ? Number(text) : Number.NaN
    if (!Number.isFinite(number)) throw p.fault(`invalid float literal: ${value}`)
    return p.node({ kind: 'float', value: number }, offset)
  }
  const number = integerLiteral(text, p.dialect.modern)
  if (number === undefined) throw p.fault(`invalid ${kindOf(text)} literal: ${value}`)
  return p.node({ kind: 'integer', value: number }, offset)
}

function integerLiteral(text: string, modern: boolean): bigint | undefined {
  const fits = modern ? /^(?:0x[\da-f]+|0b[01]+|0o[0-7]+|\d+)$/ : /^(?:0x[\da-f]+|\d+)$/
  // No int has more digits than this in any base, but for zeros in front.
  const prefix = /^0[xbo]/.exec(text)?.[0] ?? ''
  const digits = text.slice(prefix.length).replace(/^0+(?=.)/, '')
  if (!fits.test(text) || digits.length > 64) return undefined
  const number = BigInt(prefix + digits)
  return number > intMax ? undefined : number
}

function kindOf(text: string): string {
  return { '0x': 'hex', '0b': 'binary', '0o': 'octal' }[text.slice(0, 2)] ?? 'integer'
}
