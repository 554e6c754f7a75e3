import { isMultiple } from '../parse/ast.ts'
import type { Expression } from '../parse/ast.ts'
import type { Value } from '../value.ts'
import type { Compiler } from './compiler.ts'
import type { EvaluateList } from './prototype.ts'

/** Compiles a list of expressions, the last of which may give any number of values. */
export function compileList(nodes: readonly Expression[], compiler: Compiler): EvaluateList {
  const last = nodes.at(-1)
  if (last === undefined) return () => []
  if (!isMultiple(last)) return compileFixed(nodes, compiler)
  const tail = compiler.multiple(last)
  const head = compileFixed(nodes.slice(0, -1), compiler)
  return (frame) => {
    const values = head(frame)
    append(values, tail(frame))
    return values
  }
}

function append(values: Value[], results: Value | Value[]): void {
  if (!Array.isArray(results)) values.push(results)
  else for (const value of results) values.push(value)
}

/** One value each. */
function compileFixed(nodes: readonly Expression[], compiler: Compiler): EvaluateList {
  const parts = nodes.map((node) => compiler.expression(node))
  const [a, b, c] = parts
  if (a === undefined) return () => []
  if (b === undefined) return (frame) => [a(frame)]
  if (c === undefined) return (frame) => [a(frame), b(frame)]
  if (parts.length === 3) return (frame) => [a(frame), b(frame), c(frame)]
  return (frame) => parts.map((part) => part(frame))
}
