import type { Token, TokenType } from '../lex/token.ts'
import { parseNumber } from '../text/parse-number.ts'
import type { BinaryOperator, CallNode, Expression, MethodNode, TableItem } from './ast.ts'
import { isMultiple } from './ast.ts'
import { readFunction } from './functions.ts'
import type { Parser } from './parser.ts'

/** How tightly an operator binds to what is before it and after it. */
const binding: Partial<Record<TokenType, readonly [number, number]>> = {
  or: [1, 1],
  and: [2, 2],
  '<': [3, 3],
  '>': [3, 3],
  '<=': [3, 3],
  '>=': [3, 3],
  '==': [3, 3],
  '~=': [3, 3],
  '..': [5, 4],
  '+': [6, 6],
  '-': [6, 6],
  '*': [7, 7],
  '/': [7, 7],
  '%': [7, 7],
  '^': [10, 9],
}
const unaryBinding = 8

/** Operators in a row that lean to the left, which nest as deeply as they are many. */
const chainMax = 2000

export function readExpressions(parser: Parser): Expression[] {
  const list = [readExpression(parser)]
  while (parser.accept(',')) list.push(readExpression(parser))
  return list
}

export function readExpression(parser: Parser): Expression {
  return parser.nested(() => readOperation(parser, 0))
}

function readOperation(parser: Parser, least: number): Expression {
  let left = readUnary(parser)
  for (let links = 0; ; links++) {
    const { type } = parser.token
    const bound = binding[type]
    if (bound === undefined || bound[0] <= least) return left
    if (links > chainMax) parser.tooLarge('too many operators in a row')
    if (type === '..') left = readConcat(parser, left)
    else {
      parser.advance()
      const right = parser.nested(() => readOperation(parser, bound[1]))
      const { line } = left
      if (type === 'and' || type === 'or') left = { kind: 'logical', operator: type, left, right, line }
      // The table has the binary operators and nothing else.
      else left = { kind: 'binary', operator: type as BinaryOperator, left, right, line }
    }
  }
}

/** All parts of `a .. b .. c` at once: it leans to the right and may be long. */
function readConcat(parser: Parser, head: Expression): Expression {
  const parts = [head]
  while (parser.accept('..')) parts.push(parser.nested(() => readOperation(parser, 5)))
  return { kind: 'concat', parts, line: head.line }
}

function readUnary(parser: Parser): Expression {
  const { type } = parser.token
  if (type !== 'not' && type !== '-' && type !== '#') return readSimple(parser)
  parser.advance()
  const operand = parser.nested(() => readOperation(parser, unaryBinding))
  const { line } = operand
  if (type === '-' && operand.kind === 'number') return { kind: 'number', value: -operand.value, line }
  return { kind: type === 'not' ? 'not' : type === '-' ? 'negate' : 'length', operand, line }
}

/** What begins with a token of its own; everything else begins with a name or a parenthesis. */
const simple: Partial<Record<TokenType, (parser: Parser, token: Token) => Expression>> = {
  nil: (_, { line }) => ({ kind: 'nil', line }),
  true: (_, { line }) => ({ kind: 'boolean', value: true, line }),
  false: (_, { line }) => ({ kind: 'boolean', value: false, line }),
  number: (_, { text, line }) => ({ kind: 'number', value: parseNumber(text) ?? NaN, line }),
  string: (_, { text, line }) => ({ kind: 'string', value: text, line }),
  function: (parser, { line }) => readFunction(parser, line, '', false),
  '...': readVararg,
}

function readSimple(parser: Parser): Expression {
  if (parser.is('{')) return readTable(parser)
  const read = simple[parser.token.type]
  return read === undefined ? readPrefix(parser).expression : read(parser, parser.advance())
}

function readVararg(parser: Parser, { line }: Token): Expression {
  if (!parser.scope.isVararg) {
    throw parser.lexer.scopeFault("cannot use '...' outside a vararg function", line - 1, parser.token.start)
  }
  parser.scope.usesVararg = true
  return { kind: 'vararg', line }
}

export interface Prefix {
  readonly expression: Expression
  /** Whether it may stand before `=`. */
  readonly isTarget: boolean
}

/** A name or something in parentheses, with all the indexes and calls that follow. */
export function readPrefix(parser: Parser): Prefix {
  let { expression, isTarget } = readHead(parser)
  for (let links = 0; ; links++) {
    if (links > chainMax) parser.tooLarge('too many indexes and calls in a row')
    const { line } = expression
    if (parser.is('.') || parser.is('[')) {
      expression = { kind: 'index', object: expression, key: readKey(parser), line }
      isTarget = true
    } else if (parser.is(':') || parser.is('(') || parser.is('{') || parser.is('string')) {
      expression = readCall(parser, expression)
      isTarget = false
    } else return { expression, isTarget }
  }
}

/** `.name` or `[key]`. */
function readKey(parser: Parser): Expression {
  if (parser.accept('.')) {
    const { text, line } = parser.expect('name')
    return { kind: 'string', value: text, line }
  }
  parser.expect('[')
  const key = readExpression(parser)
  parser.expect(']')
  return key
}

function readHead(parser: Parser): Prefix {
  const { type, line } = parser.token
  if (type === 'name') {
    const { text } = parser.advance()
    return { expression: { ...parser.variable(text), line }, isTarget: true }
  }
  if (type !== '(') parser.fail('syntax error')
  parser.advance()
  const inner = readExpression(parser)
  parser.expect(')')
  if (isMultiple(inner)) return { expression: { kind: 'single', operand: inner, line: inner.line }, isTarget: false }
  return { expression: { ...inner, line }, isTarget: false }
}

function readCall(parser: Parser, head: Expression): CallNode | MethodNode {
  const { line } = head
  if (parser.accept(':')) {
    const name = parser.name()
    return { kind: 'method', receiver: head, name, args: readArguments(parser), line }
  }
  return { kind: 'call', callee: head, args: readArguments(parser), line }
}

function readArguments(parser: Parser): Expression[] {
  if (parser.is('string')) {
    const { text, line } = parser.advance()
    return [{ kind: 'string', value: text, line }]
  }
  if (parser.is('{')) return [readTable(parser)]
  parser.expect('(')
  if (parser.accept(')')) return []
  const args = readExpressions(parser)
  parser.expect(')')
  if (args.length + parser.scope.activeCount > argumentsMax)
    parser.tooLarge('register overflow(too many local variables)')
  return args
}

/** Arguments and the local variables around them, which share gopher-lua's registers. */
const argumentsMax = 198

function readTable(parser: Parser): Expression {
  const { line } = parser.expect('{')
  const items: TableItem[] = []
  while (!parser.is('}')) {
    items.push(readItem(parser))
    if (!acceptSeparators(parser)) break
  }
  parser.expect('}')
  return { kind: 'table', items, line }
}

/** gopher-lua's grammar takes several in a row after an item, which Lua itself refuses. */
function acceptSeparators(parser: Parser): boolean {
  let isAny = false
  while (parser.accept(',') || parser.accept(';')) isAny = true
  return isAny
}

function readItem(parser: Parser): TableItem {
  if (parser.is('name') && parser.peek().type === '=') {
    const { text, line } = parser.advance()
    parser.advance()
    return { kind: 'pair', key: { kind: 'string', value: text, line }, value: readExpression(parser) }
  }
  if (!parser.accept('[')) return { kind: 'list', value: readExpression(parser) }
  const key = readExpression(parser)
  parser.expect(']')
  parser.expect('=')
  return { kind: 'pair', key, value: readExpression(parser) }
}
