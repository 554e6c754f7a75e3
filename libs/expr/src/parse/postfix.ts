import { isValidIdentifier } from '../lex/chars.ts'
import { callArguments } from './call.ts'
import type { Node } from './node.ts'
import type { Parser } from './parser.ts'

/** What may follow an operand: `.name`, `?.name`, `[index]`, `[from:to]`, and calls of members. */
export function postfix(p: Parser, first: Node): Node {
  let node = first
  for (;;) {
    const isOptional = p.is('Operator', '?.')
    if (isOptional || p.is('Operator', '.')) {
      p.next()
      if (isOptional && p.dialect.modern && p.is('Bracket', '[')) node = bracket(p, node, true)
      else node = member(p, node, isOptional)
    } else if (p.is('Bracket', '[')) node = bracket(p, node, false)
    else return node
  }
}

function member(p: Parser, base: Node, optional: boolean): Node {
  const { kind, value, offset } = p.current
  p.next()
  if (kind !== 'Identifier' && (kind !== 'Operator' || !isValidIdentifier(value))) throw p.fault('expected name')
  const property = p.node({ kind: 'string', value }, offset)
  // A chain goes on: what follows it is within it.
  const isChain = base.kind === 'chain'
  const node = isChain ? base.node : base
  const found = p.node({ kind: 'member', node, property, optional, method: p.is('Bracket', '(') }, offset)
  const whole: Node = found.method ? p.node({ kind: 'call', callee: found, args: callArguments(p) }, offset) : found
  return isChain || optional ? p.node({ kind: 'chain', node: whole }, offset) : whole
}

function bracket(p: Parser, node: Node, optional: boolean): Node {
  const { offset } = p.current
  p.next()
  const from = p.is('Operator', ':') ? undefined : p.expression(0)
  if (p.is('Operator', ':')) {
    p.next()
    const to = p.is('Bracket', ']') ? undefined : p.expression(0)
    const slice = p.node({ kind: 'slice', node, from, to }, offset)
    p.expect('Bracket', ']')
    return slice
  }
  if (from === undefined) throw p.unexpected()
  const found = p.node({ kind: 'member', node, property: from, optional, method: false }, offset)
  const whole = optional ? p.node({ kind: 'chain', node: found }, offset) : found
  p.expect('Bracket', ']')
  return whole
}
