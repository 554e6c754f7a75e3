import { unquote } from '../text/unquote.ts'
import type { CommandNode, Operand, PipeNode } from './node.ts'
import { nodeText } from './node-text.ts'
import { numberLiteral } from './number-literal.ts'
import type { Parser } from './parser.ts'
import type { Token, TokenKind } from './token.ts'

const commandStarts: ReadonlySet<TokenKind> = new Set<TokenKind>([
  'bool',
  'rune',
  'complex',
  'dot',
  'field',
  'identifier',
  'number',
  'nil',
  'rawString',
  'string',
  'variable',
  'leftParen',
])

/** Reads `$x, $y := command | command` up to `end`, which it takes too. */
export function parsePipe(parser: Parser, context: string, end: TokenKind): PipeNode {
  const { at } = parser.peekNonSpace()
  const { variables, isAssign } = parseTargets(parser, context)
  const commands: CommandNode[] = []
  for (;;) {
    const token = parser.peekNonSpace()
    if (token.kind === end) {
      parser.next()
      checkCommands(parser, commands, context)
      return { kind: 'pipe', at, isAssign, variables, commands }
    }
    if (!commandStarts.has(token.kind)) parser.unexpected(token, context)
    commands.push(parseCommand(parser))
  }
}

function parseTargets(
  parser: Parser,
  context: string,
): { readonly variables: readonly string[]; readonly isAssign: boolean } {
  const variables: string[] = []
  let isAssign = false
  for (;;) {
    if (parser.peekNonSpace().kind !== 'variable') return { variables, isAssign }
    const mark = parser.mark()
    const variable = parser.next()
    const next = parser.peekNonSpace()
    if (next.kind === 'assign' || next.kind === 'declare') {
      isAssign = next.kind === 'assign'
      parser.next()
      variables.push(variable.text)
      parser.variables.push(variable.text)
      return { variables, isAssign }
    }
    if (next.kind !== 'char' || next.text !== ',') {
      parser.reset(mark)
      return { variables, isAssign }
    }
    parser.next()
    variables.push(variable.text)
    parser.variables.push(variable.text)
    if (context !== 'range' || variables.length >= 2) parser.fail(`too many declarations in ${context}`, next)
    const { kind } = parser.peekNonSpace()
    if (kind !== 'variable' && kind !== 'rightDelim' && kind !== 'rightParen') {
      parser.fail('range can only initialize variables', next)
    }
  }
}

function checkCommands(parser: Parser, commands: readonly CommandNode[], context: string): void {
  if (commands.length === 0) parser.fail(`missing value for ${context}`)
  for (const [at, { args }] of commands.slice(1).entries()) {
    if (['bool', 'dot', 'nil', 'number', 'string'].includes(args[0]?.kind ?? '')) {
      parser.fail(`non executable command in pipeline stage ${at + 2}`)
    }
  }
}

function parseCommand(parser: Parser): CommandNode {
  const { at } = parser.peekNonSpace()
  const args: Operand[] = []
  for (;;) {
    parser.peekNonSpace()
    const operand = parseOperand(parser)
    if (operand !== undefined) args.push(operand)
    const mark = parser.mark()
    const token = parser.next()
    if (token.kind === 'space') continue
    if (token.kind === 'rightDelim' || token.kind === 'rightParen') parser.reset(mark)
    else if (token.kind !== 'pipe') parser.unexpected(token, 'operand')
    if (args.length === 0) parser.fail('empty command', token)
    return { kind: 'command', at, args }
  }
}

/** A term and the fields that follow it. */
function parseOperand(parser: Parser): Operand | undefined {
  const term = parseTerm(parser)
  if (term === undefined || parser.peek().kind !== 'field') return term
  const { at } = parser.peek()
  const names: string[] = []
  while (parser.peek().kind === 'field') names.push(parser.next().text.slice(1))
  switch (term.kind) {
    case 'field':
      return { kind: 'field', at, names: [...term.names, ...names] }
    case 'variable':
      return { kind: 'variable', at, name: term.name, names: [...term.names, ...names] }
    case 'bool':
    case 'string':
    case 'number':
    case 'nil':
    case 'dot':
      return parser.fail(`unexpected . after term ${JSON.stringify(nodeText(term))}`)
    case 'identifier':
    case 'chain':
    case 'pipe':
      return { kind: 'chain', at, base: term, names }
    default:
      return term satisfies never
  }
}

function parseTerm(parser: Parser): Operand | undefined {
  parser.peekNonSpace()
  const mark = parser.mark()
  const token = parser.next()
  const { kind, text, at } = token
  if (kind === 'leftParen') return parser.nested(() => parsePipe(parser, 'parenthesized pipeline', 'rightParen'))
  if (kind === 'rune' || kind === 'complex' || kind === 'number') return numberOf(parser, kind, token)
  if (kind === 'string' || kind === 'rawString') {
    return { kind: 'string', at, quoted: text, text: unquote(text) ?? parser.fail('invalid syntax', token) }
  }
  if (kind === 'dot' || kind === 'nil') return { kind, at }
  if (kind === 'bool') return { kind, at, value: text === 'true' }
  if (kind === 'field') return { kind, at, names: [text.slice(1)] }
  if (kind === 'variable') {
    if (!parser.variables.includes(text)) parser.fail(`undefined variable ${JSON.stringify(text)}`, token)
    return { kind, at, name: text, names: [] }
  }
  if (kind === 'identifier') {
    if (!parser.isFunction(text)) parser.fail(`function ${JSON.stringify(text)} not defined`, token)
    return { kind, at, name: text }
  }
  parser.reset(mark)
  return undefined
}

function numberOf(parser: Parser, kind: 'rune' | 'complex' | 'number', token: Token): Operand {
  const value = numberLiteral(token.text, kind)
  if (typeof value === 'string') return parser.fail(value, token)
  return { kind: 'number', at: token.at, text: token.text, value }
}
