import type { Expression, GlobalNode, IndexNode, LocalNode, UpvalueNode } from '../parse/ast.ts'
import type { Site } from '../run/frame.ts'
import type { Cell } from '../run/function.ts'
import { getIndex } from '../run/index.ts'
import { Table } from '../run/table.ts'
import { first } from '../value.ts'
import type { Value } from '../value.ts'
import { compileCall } from './call.ts'
import { compileFunction } from './function.ts'
import { compileBinary, compileConcat, compileLogical, compileUnary, longMin } from './operators.ts'
import type { Evaluate, EvaluateResults } from './prototype.ts'
import { compileTable } from './table-constructor.ts'

/** Compiles an expression for its one value. */
export function compileExpression(node: Expression, chunk: string): Evaluate {
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
      return compileIndex(node, chunk)
    case 'call':
    case 'method': {
      const call = compileCall(node, chunk)
      return (frame) => first(call(frame))
    }
    case 'function':
      return compileFunction(node, chunk)
    case 'table':
      return compileTable(node.items, chunk)
    case 'binary':
      return compileBinary(node, chunk)
    case 'logical':
      return compileLogical(node.operator, node.left, node.right, chunk)
    case 'concat':
      return compileConcat(node.parts, node.line, chunk)
    case 'not':
    case 'negate':
    case 'length':
      return compileUnary(node.kind, node.operand, node.line, chunk)
    case 'single':
      return compileExpression(node.operand, chunk)
    case 'temporary':
      return compileTemporary(node.slot, node.isList)
  }
}

/** Compiles an expression at the end of a list, where it may give any number of values. */
export function compileMultiple(node: Expression, chunk: string): EvaluateResults {
  if (node.kind === 'call' || node.kind === 'method') return compileCall(node, chunk)
  if (node.kind === 'vararg') return (frame) => (frame.varargs.length === 1 ? frame.varargs[0] : frame.varargs)
  if (node.kind === 'temporary' && node.isList) {
    const { slot } = node
    // `lower` has kept a list there.
    return (frame) => frame.slots[slot] as unknown as Value[]
  }
  return compileExpression(node, chunk)
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

/** The place of an operation that is no call. */
export function operationAt(line: number): Site {
  return { line, name: '(anonymous)' }
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

function compileIndex(node: IndexNode, chunk: string): Evaluate {
  const site = operationAt(node.line)
  const object = compileExpression(node.object, chunk)
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
  const key = compileExpression(node.key, chunk)
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

/** Whether an operand is a local variable that the other operand could change before the operation happens. */
export function readsLate(operand: Expression, other: Expression): boolean {
  return operand.kind === 'local' && mayCall(other)
}

export function mayCall(node: Expression): boolean {
  switch (node.kind) {
    case 'call':
    case 'method':
      return true
    case 'index':
      return mayCall(node.object) || mayCall(node.key)
    case 'binary':
    case 'logical':
      return mayCall(node.left) || mayCall(node.right)
    case 'concat':
      return node.parts.some((part) => mayCall(part))
    case 'not':
    case 'negate':
    case 'length':
    case 'single':
      return mayCall(node.operand)
    case 'table':
      return node.items.some((item) => mayCall(item.value) || (item.kind === 'pair' && mayCall(item.key)))
    default:
      return false
  }
}
