import type { Token, TokenKind } from '../lex/token.ts'
import { numberNode } from './number.ts'
import { call } from './call.ts'
import type { Node } from './node.ts'
import { unaryPrecedence } from './operators.ts'
import type { Parser } from './parser.ts'
import { postfix } from './postfix.ts'

/** A unary operator with its operand, parentheses, a pointer, or anything that stands by itself. */
export function primary(p: Parser): Node {
  const token = p.current
  const precedence = token.kind === 'Operator' ? unaryPrecedence.get(token.value) : undefined
  if (precedence !== undefined) {
    p.next()
    const node = p.expression(precedence)
    return postfix(p, p.node({ kind: 'unary', operator: token.value, node }, token.offset))
  }
  if (p.is('Bracket', '(')) {
    p.next()
    const inner = p.sequence()
    p.expect('Bracket', ')')
    return postfix(p, inner)
  }
  if (p.predicates > 0 && (p.is('Operator', '#') || p.is('Operator', '.'))) return pointer(p)
  if (p.is('Operator', '::')) {
    p.next()
    const name = p.current
    p.expect('Identifier')
    return postfix(p, call(p, name, [], false))
  }
  return secondary(p)
}

function pointer(p: Parser): Node {
  const token = p.current
  let name = ''
  if (token.value === '#') {
    p.next()
    if (p.is('Identifier')) {
      name = p.current.value
      p.next()
    }
  }
  return postfix(p, p.node({ kind: 'pointer', name }, token.offset))
}

function secondary(p: Parser): Node {
  const token = p.current
  if (p.is('Bracket', '[')) return postfix(p, array(p))
  if (p.is('Bracket', '{')) return postfix(p, map(p))
  const read = literals[token.kind]
  if (read === undefined) throw p.unexpected()
  p.next()
  return read(p, token)
}

const literals: Partial<Record<TokenKind, (p: Parser, token: Token) => Node>> = {
  Identifier: (p, token) => {
    const { value, offset } = token
    return (
      named(p, value, offset) ?? postfix(p, p.is('Bracket', '(') ? call(p, token, [], true) : name(p, value, offset))
    )
  },
  Number: numberNode,
  String: (p, { value, offset }) => text(p, value, offset),
  Bytes: (p, { bytes = new Uint8Array(), offset }) => postfix(p, p.node({ kind: 'bytes', value: bytes }, offset)),
}

/** v1.15 takes no postfix after a text. */
function text(p: Parser, value: string, offset: number): Node {
  const node = p.node({ kind: 'string', value }, offset)
  return p.dialect.modern ? postfix(p, node) : node
}

function name(p: Parser, value: string, offset: number): Node {
  return p.node({ kind: 'identifier', name: value }, offset)
}

/** The constants that have names. They take no postfix. */
function named(p: Parser, value: string, offset: number): Node | undefined {
  if (value === 'true' || value === 'false') return p.node({ kind: 'bool', value: value === 'true' }, offset)
  return value === 'nil' ? p.node({ kind: 'nil' }, offset) : undefined
}

function array(p: Parser): Node {
  const { offset } = p.current
  p.next()
  const nodes: Node[] = []
  while (!p.is('Bracket', ']')) {
    if (nodes.length > 0) p.expect('Operator', ',')
    if (nodes.length > 0 && p.is('Bracket', ']')) break
    nodes.push(p.expression(0))
  }
  p.expect('Bracket', ']')
  return p.node({ kind: 'array', nodes }, offset)
}

function map(p: Parser): Node {
  const { offset } = p.current
  p.next()
  const pairs = []
  while (!p.is('Bracket', '}')) {
    if (pairs.length > 0) p.expect('Operator', ',')
    if (pairs.length > 0 && p.is('Bracket', '}')) break
    if (pairs.length > 0 && p.is('Operator', ',')) throw p.unexpected()
    const key = mapKey(p)
    p.expect('Operator', ':')
    const value = p.expression(0)
    pairs.push(p.node({ kind: 'pair', key, value }, offset))
  }
  p.expect('Bracket', '}')
  return p.node({ kind: 'map', pairs }, offset)
}

/** A name, a text or a number stands for its own text; anything else is in parentheses. */
function mapKey(p: Parser): Node {
  const { kind, value, offset } = p.current
  if (kind === 'Number' || kind === 'String' || kind === 'Identifier') {
    const key = p.node({ kind: 'string', value }, offset)
    p.next()
    return key
  }
  if (p.is('Bracket', '(')) return p.expression(0)
  const wanted = 'a map key must be a quoted string, a number, a identifier, or an expression enclosed in parentheses'
  throw p.fault(`${wanted} (${p.unexpected().message})`)
}
