import type { FunctionNode } from '../parse/ast.ts'
import { compileBlock } from './block.ts'
import { compileCall } from './call.ts'
import type { Compiler } from './compiler.ts'
import { compileExpression, compileMultiple } from './expression.ts'
import { compileFunction, compilePrototype } from './function.ts'
import { compileList } from './list.ts'
import { compilePreparation } from './preparation.ts'
import type { Prototype } from './prototype.ts'
import { compileStatement } from './statement.ts'

/** Compiles a script to closures, with all functions in it. */
export function compileScript(node: FunctionNode, chunkName: string): Prototype {
  const compiler: Compiler = {
    chunkName,
    expression: (each) => compileExpression(each, compiler),
    multiple: (each) => compileMultiple(each, compiler),
    list: (nodes) => compileList(nodes, compiler),
    call: (each) => compileCall(each, compiler),
    preparation: (each) => compilePreparation(each, compiler),
    functionOf: (each) => compileFunction(each, compiler),
    statement: (each) => compileStatement(each, compiler),
    block: (statements) => compileBlock(statements, compiler),
  }
  return compilePrototype(node, compiler)
}
