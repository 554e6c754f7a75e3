import type { FunctionNode } from './ast.ts'
import { Parser } from './parser.ts'
import { readBlock } from './statements.ts'

/** The function that a script is. The source is bytes. Throws a CompileFault. */
export function parse(source: string, chunkName: string): FunctionNode {
  const parser = new Parser(source, chunkName, readBlock)
  const { scope } = parser
  scope.enterBlock()
  const body = parser.block()
  if (!parser.is('end of script')) parser.fail('syntax error')
  parser.check(scope.leaveBlock())
  return {
    kind: 'function',
    line: 0,
    name: 'main chunk',
    parameters: [],
    isVararg: true,
    argTable: undefined,
    argTableNeeded: false,
    body,
    upvalues: [],
    upvalueNames: [],
    slotCount: scope.slotCount,
    cost: parser.costSince(0),
    lastLine: parser.token.line,
  }
}
