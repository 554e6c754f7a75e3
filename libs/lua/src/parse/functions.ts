import type { FunctionNode, Variable } from './ast.ts'
import type { Parser } from './parser.ts'
import { FunctionScope } from './scope.ts'

/** Steps of a call, besides its body's. */
const callCost = 4

/** A function from its parameters on. A method has `self` before them. */
export function readFunction(parser: Parser, line: number, name: string, isMethod: boolean): FunctionNode {
  return parser.nested(() => {
    const from = parser.count
    const { names, isVararg } = readParameterNames(parser)
    const outer = parser.scope
    const scope = new FunctionScope(outer, isVararg)
    parser.scope = scope
    scope.enterBlock()
    const parameters: Variable[] = (isMethod ? ['self', ...names] : names).map((each) => parser.declare(each))
    const argTable = isVararg ? parser.declare('arg') : undefined
    const body = parser.block()
    parser.check(scope.leaveBlock())
    const { line: lastLine } = parser.expect('end')
    parser.scope = outer
    return {
      kind: 'function',
      line,
      name,
      parameters,
      isVararg,
      argTable,
      argTableNeeded: !scope.usesVararg,
      body,
      upvalues: scope.upvalues,
      upvalueNames: scope.upvalueNames,
      slotCount: scope.slotCount,
      cost: callCost + parser.costSince(from),
      lastLine,
    }
  })
}

function readParameterNames(parser: Parser): { names: string[]; isVararg: boolean } {
  parser.expect('(')
  const names: string[] = []
  let isVararg = false
  if (!parser.is(')')) {
    do {
      isVararg = parser.accept('...')
      if (!isVararg) names.push(parser.name())
    } while (!isVararg && parser.accept(','))
  }
  parser.expect(')')
  return { names, isVararg }
}
