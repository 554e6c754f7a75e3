import type { Expression, GlobalNode, IndexNode, LocalNode, UpvalueNode } from '../parse/ast.ts'
import type { Cell } from '../run/function.ts'
import { getIndex } from '../run/index.ts'
import { Table } from '../run/table.ts'
import { first } from '../value.ts'
import type { Value } from '../value.ts'
import type { Compiler } from './compiler.ts'
import { longMin } from './long.ts'
import { readsLate } from './may-call.ts'
import { compileBinary, compileConcat, compileLogical, compileUnary } from './operators.ts'
import type { Evaluate, EvaluateResults } from './prototype.ts'
import { operationAt } from './site.ts'
import { compileTable } from './table-constructor.ts'

/** Compiles an expression for its one value. */
export function compileExpression(node: Expression, compiler: Compiler): Evaluate {
  switch (node.kind) {
    case 'nil':
      return () => undefined
    case 'boolean':
    case 'number':
    case 'string': {
      const { value } = node
      return () => value
    }
    case 'vararg':
      return (frame) => frame.varargs[0]
    case 'local':
      return compileLocal(node)
    case 'upvalue':
      return compileUpvalue(node)
    case 'global':
      return compileGlobal(node)
    case 'index':
      return compileIndex(node, compiler)
    case 'call':
    case 'method': {
      const call = compiler.call(node)
      return (frame) => first(call(frame))
    }
    case 'function':
      return compiler.functionOf(node)
    case 'table':
      return compileTable(node.items, compiler)
    case 'binary':
      return compileBinary(node, compiler)
    case 'logical':
      return compileLogical(node.operator, node.left, node.right, compiler)
    case 'concat':
      return compileConcat(node.parts, node.line, compiler)
    case 'not':
    case 'negate':
    case 'length':
      return compileUnary(node.kind, node.operand, node.line, compiler)
    case 'single':
      return compiler.expression(node.operand)
    case 'temporary':
      return compileTemporary(node.slot, node.isList)
    default:
      return node satisfies never
  }
}

/** Compiles an expression at the end of a list, where it may give any number of values. */
export function compileMultiple(node: Expression, compiler: Compiler): EvaluateResults {
  if (node.kind === 'call' || node.kind === 'method') return compiler.call(node)
  if (node.kind === 'vararg') return (frame) => (frame.varargs.length === 1 ? frame.varargs[0] : frame.varargs)
  if (node.kind === 'temporary' && node.isList) {
    const { slot } = node
    // `lower` has kept a list there.
    return (frame) => frame.slots[slot] as unknown as Value[]
  }
  return compiler.expression(node)
}

function compileTemporary(slot: number, isList: boolean): Evaluate {
  // `lower` has kept a list, or a value, there.
  if (isList) return (frame) => (frame.slots[slot] as unknown as Value[])[0]
  return (frame) => frame.slots[slot] as Value
}

function compileLocal({ variable }: LocalNode): Evaluate {
  const { slot } = variable
  // The slot of a captured variable holds its cell, that of another its value.
  if (variable.isCaptured) return (frame) => (frame.slots[slot] as Cell).value
  return (frame) => frame.slots[slot] as Value
}

function compileUpvalue({ index }: UpvalueNode): Evaluate {
  return (frame) => frame.closure.upvalues[index]?.value
}

function compileGlobal({ name, line }: GlobalNode): Evaluate {
  const site = operationAt(line)
  return (frame) => {
    const { environment } = frame.closure
    const value = environment.getString(name)
    if (value !== undefined || environment.metatable === undefined) return value
    frame.site = site
    return getIndex(frame.runtime, environment, name)
  }
}

function compileIndex(node: IndexNode, compiler: Compiler): Evaluate {
  const site = operationAt(node.line)
  const object = compiler.expression(node.object)
  if (node.key.kind === 'string') {
    const key = node.key.value
    return (frame) => {
      const target = object(frame)
      if (target instanceof Table) {
        const value = target.getString(key)
        if (value !== undefined || target.metatable === undefined) return value
      }
      frame.site = site
      return getIndex(frame.runtime, target, key)
    }
  }
  const key = compiler.expression(node.key)
  // A local variable is looked at when the key is known, as gopher-lua's register is.
  const isLate = readsLate(node.object, node.key)
  return (frame) => {
    const early = isLate ? undefined : object(frame)
    const at = key(frame)
    const target = isLate ? object(frame) : early
    if (typeof at === 'string' && at.length > longMin) frame.runtime.spend(at.length >> 4)
    if (target instanceof Table) {
      const value = target.get(at)
      if (value !== undefined || target.metatable === undefined) return value
    }
    frame.site = site
    return getIndex(frame.runtime, target, at)
  }
}
