import type { TokenType } from '../lex/token.ts'
import type { Branch, Expression, Statement, Target } from './ast.ts'
import { readExpression, readExpressions, readPrefix } from './expressions.ts'
import { readFunction } from './functions.ts'
import type { Parser } from './parser.ts'

const blockEnds: ReadonlySet<TokenType> = new Set(['end of script', 'end', 'else', 'elseif', 'until'])

/** Statements up to what ends a block. `return` and `break` must be the last. */
export function readBlock(parser: Parser): Statement[] {
  const block: Statement[] = []
  for (;;) {
    while (parser.accept(';'));
    if (blockEnds.has(parser.token.type)) return block
    if (parser.is('return') || parser.is('break')) {
      block.push(parser.is('return') ? readReturn(parser) : readBreak(parser))
      parser.accept(';')
      return block
    }
    block.push(readStatement(parser))
  }
}

/** A block with a scope of its own, and what ends it. */
function readScoped(parser: Parser, isLoop = false): Statement[] {
  return parser.nested(() => {
    parser.scope.enterBlock(isLoop)
    const body = readBlock(parser)
    parser.check(parser.scope.leaveBlock())
    return body
  })
}

function readReturn(parser: Parser): Statement {
  const { line } = parser.advance()
  const isBare = blockEnds.has(parser.token.type) || parser.is(';')
  return { kind: 'return', values: isBare ? [] : readExpressions(parser), line }
}

function readBreak(parser: Parser): Statement {
  const { line, start } = parser.advance()
  if (!parser.scope.isInLoop) throw parser.lexer.scopeFault('no loop to break', line - 1, start)
  return { kind: 'break' }
}

const statements: Partial<Record<TokenType, (parser: Parser) => Statement>> = {
  do: (parser) => {
    parser.advance()
    const body = readScoped(parser)
    parser.expect('end')
    return { kind: 'block', body }
  },
  while: readWhile,
  repeat: readRepeat,
  if: readIf,
  for: readFor,
  function: readFunctionStatement,
  local: readLocal,
  goto: (parser) => {
    const { line } = parser.advance()
    return { kind: 'goto', jump: parser.scope.goto(parser.name(), line) }
  },
  '::': readLabel,
}

function readStatement(parser: Parser): Statement {
  return (statements[parser.token.type] ?? readCallOrAssignment)(parser)
}

function readWhile(parser: Parser): Statement {
  const from = parser.count
  parser.advance()
  const condition = readExpression(parser)
  parser.expect('do')
  const body = readScoped(parser, true)
  parser.expect('end')
  return { kind: 'while', condition, body, cost: parser.costSince(from) }
}

/** The condition sees the variables of the body. */
function readRepeat(parser: Parser): Statement {
  return parser.nested(() => {
    const from = parser.count
    parser.advance()
    parser.scope.enterBlock(true)
    const body = readBlock(parser)
    parser.expect('until')
    const condition = readExpression(parser)
    parser.check(parser.scope.leaveBlock())
    return { kind: 'repeat', condition, body, cost: parser.costSince(from) }
  })
}

function readIf(parser: Parser): Statement {
  const branches: Branch[] = []
  let otherwise: Statement[] | undefined
  do {
    parser.advance()
    const condition = readExpression(parser)
    parser.expect('then')
    branches.push({ condition, body: readScoped(parser) })
  } while (parser.is('elseif'))
  if (parser.accept('else')) otherwise = readScoped(parser)
  parser.expect('end')
  return { kind: 'if', branches, otherwise }
}

function readFor(parser: Parser): Statement {
  return parser.nested(() => {
    const { line } = parser.advance()
    const names = [parser.name()]
    parser.scope.enterBlock(true)
    const statement = parser.is('=')
      ? readNumericFor(parser, names[0] ?? '', line)
      : readGenericFor(parser, names, line)
    parser.check(parser.scope.leaveBlock())
    parser.expect('end')
    return statement
  })
}

function readNumericFor(parser: Parser, name: string, line: number): Statement {
  const from = parser.count
  parser.advance()
  const start = readExpression(parser)
  parser.expect(',')
  const limit = readExpression(parser)
  const step = parser.accept(',') ? readExpression(parser) : undefined
  parser.expect('do')
  for (const hidden of ['(for index)', '(for limit)', '(for step)']) parser.declare(hidden)
  const variable = parser.declare(name)
  const body = readBlock(parser)
  return { kind: 'numeric-for', variable, start, limit, step, body, cost: parser.costSince(from), line }
}

function readGenericFor(parser: Parser, names: string[], line: number): Statement {
  const from = parser.count
  while (parser.accept(',')) names.push(parser.name())
  parser.expect('in')
  const values = readExpressions(parser)
  parser.expect('do')
  const { slot } = parser.declare('(for generator)')
  parser.declare('(for state)')
  parser.declare('(for control)')
  const variables = names.map((name) => parser.declare(name))
  const body = readBlock(parser)
  return { kind: 'generic-for', variables, slot, values, body, cost: parser.costSince(from), line }
}

function readFunctionStatement(parser: Parser): Statement {
  const { line } = parser.advance()
  const first = parser.expect('name')
  let target: Target = { ...parser.variable(first.text), line: first.line }
  let name = first.text
  while (parser.is('.') || parser.is(':')) {
    const isMethod = parser.advance().type === ':'
    const key = parser.expect('name')
    target = { kind: 'index', object: target, key: { kind: 'string', value: key.text, line: key.line }, line: key.line }
    name += `${isMethod ? ':' : '.'}${key.text}`
    if (isMethod) return assignFunction(parser, target, readFunction(parser, line, name, true))
  }
  return assignFunction(parser, target, readFunction(parser, line, name, false))
}

function assignFunction(parser: Parser, target: Target, value: Expression): Statement {
  return { kind: 'assign', targets: [target], values: [value], firstFree: parser.scope.activeCount }
}

function readLocal(parser: Parser): Statement {
  parser.advance()
  if (parser.is('function')) {
    const { line } = parser.advance()
    const name = parser.name()
    const variable = parser.declare(name)
    return { kind: 'declare-function', variable, value: readFunction(parser, line, name, false) }
  }
  const names = [parser.name()]
  while (parser.accept(',')) names.push(parser.name())
  const [name = ''] = names
  if (!parser.accept('=')) return { kind: 'declare', variables: names.map((each) => parser.declare(each)), values: [] }
  // gopher-lua lets a function see the variable that it is the only value of.
  if (names.length === 1 && parser.is('function')) {
    return readDeclaredFunction(parser, name)
  }
  const values = readExpressions(parser)
  return { kind: 'declare', variables: names.map((each) => parser.declare(each)), values }
}

function readDeclaredFunction(parser: Parser, name: string): Statement {
  const variable = parser.declare(name)
  const values: Expression[] = readExpressions(parser)
  const [value] = values
  if (values.length === 1 && value?.kind === 'function') return { kind: 'declare-function', variable, value }
  return { kind: 'declare', variables: [variable], values }
}

function readLabel(parser: Parser): Statement {
  const { line } = parser.advance()
  const name = parser.name()
  parser.expect('::')
  while (parser.is(';')) parser.advance()
  const mark = parser.scope.label(name, line, blockEnds.has(parser.token.type) && !parser.is('until'))
  if ('message' in mark) parser.check(mark)
  else return { kind: 'label', label: mark }
  return parser.fail('syntax error')
}

function readCallOrAssignment(parser: Parser): Statement {
  const { expression, isTarget } = readPrefix(parser)
  if (parser.is('=') || parser.is(',')) {
    if (!isTarget) parser.fail('syntax error')
    const targets = [asTarget(parser, expression)]
    while (parser.accept(',')) {
      const next = readPrefix(parser)
      if (!next.isTarget) parser.fail('syntax error')
      targets.push(asTarget(parser, next.expression))
    }
    parser.expect('=')
    return { kind: 'assign', targets, values: readExpressions(parser), firstFree: parser.scope.activeCount }
  }
  const call = expression.kind === 'single' ? expression.operand : expression
  if (call.kind !== 'call' && call.kind !== 'method') parser.fail('parse error')
  return { kind: 'run', call }
}

function asTarget(parser: Parser, node: Expression): Target {
  if (node.kind === 'local' || node.kind === 'upvalue' || node.kind === 'global' || node.kind === 'index') return node
  return parser.fail('syntax error')
}
