import { unknown } from '../check/nature.ts'
import type { Dialect } from '../dialect.ts'
import type { Token } from '../lex/token.ts'
import { call } from './call.ts'
import type { Node } from './node.ts'
import { binaryPrecedence, isComparison, isNegatable, isRightAssociative } from './operators.ts'
import { Parser } from './parser.ts'
import { primary } from './primary.ts'

/** Parses a whole source text. Throws a CompileFault. */
export function parse(source: string, dialect: Dialect, isOverridden: (name: string) => boolean): Node {
  const parser = new Parser(source, dialect, isOverridden, { sequence, expression })
  const node = dialect.modern ? sequence(parser) : parser.expression(0)
  if (!parser.is('EOF')) throw parser.unexpected()
  return node
}

function sequence(p: Parser): Node {
  const first = p.expression(0)
  const nodes = [first]
  while (p.dialect.modern && p.is('Operator', ';')) {
    p.next()
    if (p.is('EOF')) break
    nodes.push(p.expression(0))
  }
  return nodes.length === 1 ? first : p.node({ kind: 'sequence', nodes }, first.offset)
}

function expression(p: Parser, precedence: number): Node {
  if (precedence === 0 && p.is('Operator', 'let')) return declaration(p)
  if (precedence === 0 && p.is('Operator', 'if')) return conditionalIf(p)
  const node = operations(p, primary(p), precedence)
  return precedence === 0 ? conditional(p, node) : node
}

/** The binary operators that follow, as far as they bind tightly enough. */
function operations(p: Parser, first: Node, precedence: number): Node {
  let left = first
  let previous = ''
  while (p.is('Operator')) {
    const token = p.current
    const negation = token.value === 'not' ? negated(p, token, precedence) : undefined
    if (negation === 'none') break
    const operator = negation ?? token
    const binds = binaryPrecedence.get(operator.value)
    if (binds === undefined || binds < precedence) break
    p.next()
    if (operator.value === '|') {
      const name = p.current
      p.expect('Identifier')
      left = call(p, name, [left], true)
    } else {
      if (previous === '??' && operator.value !== '??') throw mixed(p, operator)
      left = binary(p, left, operator, binds, negation !== undefined)
    }
    previous = operator.value
  }
  return left
}

/** The operator after `not`; `'none'` when it does not bind tightly enough here. */
function negated(p: Parser, not: Token, precedence: number): Token | 'none' {
  p.next()
  const operator = p.current
  if (!p.dialect.modern) {
    // v1.15 takes any operator, and forgets the `not` where the operator belongs to an expression around this one.
    return (binaryPrecedence.get(operator.value) ?? -1) >= precedence ? operator : 'none'
  }
  if (!isNegatable(operator.value)) throw p.unexpected()
  if ((binaryPrecedence.get(operator.value) ?? -1) >= precedence) return operator
  p.stepBack(not)
  return 'none'
}

function mixed(p: Parser, token: Token): Error {
  const name = `Operator (${token.value})`
  return p.fault(`${name} and coalesce expressions (??) cannot be mixed. Wrap either by parentheses.`, token)
}

function binary(p: Parser, left: Node, token: Token, binds: number, isNegated: boolean): Node {
  const operator = token.value
  if (p.dialect.modern && isComparison(operator)) return comparison(p, left, token, binds)
  const right = p.expression(isRightAssociative(operator) ? binds : binds + 1)
  const node = p.node({ kind: 'binary', operator, left, right }, token.offset)
  return isNegated ? p.node({ kind: 'unary', operator: 'not', node }, token.offset) : node
}

/** `a < b < c` is `a < b && b < c`; the middle is one node in both. */
function comparison(p: Parser, first: Node, firstToken: Token, binds: number): Node {
  let left = first
  let token = firstToken
  let root: Node | undefined
  for (;;) {
    const right = p.expression(binds + 1)
    const one = p.node({ kind: 'binary', operator: token.value, left, right }, token.offset)
    root = root === undefined ? one : p.node({ kind: 'binary', operator: '&&', left: root, right: one }, token.offset)
    left = right
    token = p.current
    if (token.kind !== 'Operator' || !isComparison(token.value)) return root
    p.next()
  }
}

function declaration(p: Parser): Node {
  p.expect('Operator', 'let')
  const name = p.current
  p.expect('Identifier')
  p.expect('Operator', '=')
  const value = p.expression(0)
  p.expect('Operator', ';')
  const body = p.dialect.modern ? p.sequence() : p.expression(0)
  return p.node({ kind: 'let', name: name.value, value, body }, name.offset)
}

function conditionalIf(p: Parser): Node {
  p.next()
  const condition = p.expression(0)
  p.expect('Bracket', '{')
  const whenTrue = p.sequence()
  p.expect('Bracket', '}')
  p.expect('Operator', 'else')
  let whenFalse: Node
  if (p.is('Operator', 'if')) whenFalse = p.expression(0)
  else {
    p.expect('Bracket', '{')
    whenFalse = p.sequence()
    p.expect('Bracket', '}')
  }
  // As in the original it neither counts as a node nor has a place.
  return { kind: 'conditional', ternary: false, condition, whenTrue, whenFalse, offset: 0, nature: unknown }
}

function conditional(p: Parser, first: Node): Node {
  let node = first
  while (p.is('Operator', '?')) {
    p.next()
    let whenTrue = node
    if (p.is('Operator', ':')) p.next()
    else {
      whenTrue = p.expression(0)
      p.expect('Operator', ':')
    }
    const whenFalse = p.expression(0)
    node = p.node({ kind: 'conditional', ternary: true, condition: node, whenTrue, whenFalse }, p.current.offset)
  }
  return node
}
