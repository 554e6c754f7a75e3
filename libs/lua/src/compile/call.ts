import { isMultiple } from '../parse/ast.ts'
import type { CallNode, Expression, MethodNode } from '../parse/ast.ts'
import { call, invoke } from '../run/call.ts'
import type { Frame, Site, Slot } from '../run/frame.ts'
import { Closure } from '../run/function.ts'
import { getIndex } from '../run/index.ts'
import { Table } from '../run/table.ts'
import { none } from '../value.ts'
import type { Value } from '../value.ts'
import { compileExpression, operationAt } from './expression.ts'
import { compileList } from './list.ts'
import type { EvaluateList, EvaluateResults } from './prototype.ts'

/** Compiles a call for all it gives. */
export function compileCall(node: CallNode | MethodNode, chunk: string): EvaluateResults {
  return node.kind === 'call' ? compileFunctionCall(node, chunk) : compileMethodCall(node, chunk)
}

/** What the script calls the function that it calls here. */
export function siteOf(node: CallNode | MethodNode): Site {
  return { line: node.line, name: node.kind === 'method' ? node.name : calleeName(node.callee) }
}

function calleeName(callee: Expression): string {
  if (callee.kind === 'local') return callee.variable.name
  if (callee.kind === 'upvalue' || callee.kind === 'global') return callee.name
  if (callee.kind === 'index' && callee.key.kind === 'string') return callee.key.value
  if (callee.kind === 'temporary' && callee.original !== undefined) return calleeName(callee.original)
  return '?'
}

function compileFunctionCall(node: CallNode, chunk: string): EvaluateResults {
  const site = siteOf(node)
  const callee = compileExpression(node.callee, chunk)
  const { args } = node
  const list = compileList(args, chunk)
  const last = args.at(-1)
  if (last !== undefined && isMultiple(last)) return (frame) => callWithList(frame, callee(frame), list, site)
  const parts = args.map((arg) => compileExpression(arg, chunk))
  return (frame) => {
    const target = callee(frame)
    if (!(target instanceof Closure) || target.prototype.isVararg) return callWithList(frame, target, list, site)
    // The arguments go straight to where the parameters are.
    const slots = new Array<Slot>(target.prototype.slotCount)
    for (let at = 0; at < parts.length; at++) slots[at] = parts[at]?.(frame)
    frame.site = site
    return invoke(frame.runtime, frame, target, slots, none)
  }
}

function callWithList(frame: Frame, target: Value, list: EvaluateList, site: Site): ReturnType<EvaluateResults> {
  const args = list(frame)
  frame.site = site
  return call(frame.runtime, target, args)
}

function compileMethodCall(node: MethodNode, chunk: string): EvaluateResults {
  const site = siteOf(node)
  const find = compileMethod(node)
  const receiver = compileExpression(node.receiver, chunk)
  const list = compileList(node.args, chunk)
  const last = node.args.at(-1)
  if (last !== undefined && isMultiple(last)) {
    return (frame) => {
      const object = receiver(frame)
      const target = find(frame, object)
      const args = list(frame)
      args.unshift(object)
      frame.site = site
      return call(frame.runtime, target, args)
    }
  }
  const parts = node.args.map((arg) => compileExpression(arg, chunk))
  return (frame) => {
    const object = receiver(frame)
    const target = find(frame, object)
    const args: Value[] = [object]
    for (let at = 0; at < parts.length; at++) args.push(parts[at]?.(frame))
    frame.site = site
    return call(frame.runtime, target, args)
  }
}

/** The method of an object that is known. */
export function compileMethod(node: MethodNode): (frame: Frame, object: Value) => Value {
  const { name } = node
  const site = operationAt(node.line)
  return (frame, object) => {
    if (object instanceof Table) {
      const method = object.getString(name)
      if (method !== undefined) return method
    } else if (typeof object === 'string') {
      const methods = frame.runtime.metatables.get('string')?.getString('__index')
      const method = methods instanceof Table ? methods.getString(name) : undefined
      if (method !== undefined) return method
    }
    frame.site = site
    return getIndex(frame.runtime, object, name)
  }
}
