import { CompileFault } from '../error.ts'
import { keywords } from '../lex/token.ts'
import type { Parser } from './parser.ts'

/** `module {…};` says nothing to a program of one file; `import` and `include` are refused. */
export function parseHeader(parser: Parser): void {
  if (parser.accept('module')) {
    parseConstantObject(parser)
    parser.expect(';')
  }
  if (parser.is('import') || parser.is('include')) {
    const { at } = parser.take()
    const path = textOf(parser)
    throw new CompileFault('unsupported', `cannot load module: ${JSON.stringify(path)}`, at)
  }
}

function parseConstant(parser: Parser): void {
  if (parser.is('{')) return parser.nested(() => parseConstantObject(parser))
  if (parser.accept('[')) return parser.nested(() => parseConstantItems(parser))
  if (parser.token.kind === 'number') parser.take()
  else if (parser.token.kind === 'text') textOf(parser)
  else if (!parser.accept('null') && !parser.accept('true') && !parser.accept('false')) throw parser.unexpected()
}

function parseConstantItems(parser: Parser): void {
  if (parser.accept(']')) return
  do parseConstant(parser)
  while (parser.accept(','))
  parser.expect(']')
}

function parseConstantObject(parser: Parser): void {
  parser.expect('{')
  while (!parser.is('}')) {
    if (parser.token.kind === 'text') textOf(parser)
    else if (parser.token.kind === 'identifier' || keywords.has(parser.token.text)) parser.take()
    else throw parser.unexpected()
    parser.expect(':')
    parseConstant(parser)
    if (!parser.accept(',')) break
  }
  parser.expect('}')
}

function textOf(parser: Parser): string {
  const token = parser.expectKind('text')
  const [text = '', ...more] = token.parts ?? []
  if (typeof text !== 'string' || more.length > 0) {
    throw new CompileFault('syntax', 'unexpected query in a constant string', token.at)
  }
  return text
}
