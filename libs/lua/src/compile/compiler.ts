import type { CallNode, Expression, FunctionNode, MethodNode, Statement } from '../parse/ast.ts'
import type { Evaluate, EvaluateList, EvaluateResults, Execute } from './prototype.ts'

/** What the parts of the compiler ask each other for. */
export interface Compiler {
  /** Appears in positions. */
  readonly chunkName: string
  /** For its one value. */
  readonly expression: (node: Expression) => Evaluate
  /** For all its values, at the end of a list. */
  readonly multiple: (node: Expression) => EvaluateResults
  /** Of which the last may give any number of values. */
  readonly list: (nodes: readonly Expression[]) => EvaluateList
  readonly call: (node: CallNode | MethodNode) => EvaluateResults
  /** The function that is called, and its arguments. */
  readonly preparation: (node: CallNode | MethodNode) => EvaluateList
  readonly functionOf: (node: FunctionNode) => Evaluate
  readonly statement: (node: Statement) => Execute
  readonly block: (statements: readonly Statement[]) => Execute
}
