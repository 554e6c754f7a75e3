import { isMultiple } from '../parse/ast.ts'
import type { CallNode, MethodNode } from '../parse/ast.ts'
import { call, emptySlots, invoke } from '../run/call.ts'
import type { Frame, Site } from '../run/frame.ts'
import { Closure } from '../run/function.ts'
import { none } from '../value.ts'
import type { Value } from '../value.ts'
import type { Compiler } from './compiler.ts'
import { compileMethod } from './method.ts'
import type { EvaluateList, EvaluateResults } from './prototype.ts'
import { siteOf } from './site.ts'

/** Compiles a call for all it gives. */
export function compileCall(node: CallNode | MethodNode, compiler: Compiler): EvaluateResults {
  return node.kind === 'call' ? compileFunctionCall(node, compiler) : compileMethodCall(node, compiler)
}

function compileFunctionCall(node: CallNode, compiler: Compiler): EvaluateResults {
  const site = siteOf(node)
  const callee = compiler.expression(node.callee)
  const { args } = node
  const list = compiler.list(args)
  const last = args.at(-1)
  if (last !== undefined && isMultiple(last)) return (frame) => callWithList(frame, callee(frame), list, site)
  const parts = args.map((arg) => compiler.expression(arg))
  return (frame) => {
    const target = callee(frame)
    if (!(target instanceof Closure) || target.prototype.isVararg) return callWithList(frame, target, list, site)
    // The arguments go straight to where the parameters are.
    const slots = emptySlots(target.prototype.slotCount)
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

function compileMethodCall(node: MethodNode, compiler: Compiler): EvaluateResults {
  const site = siteOf(node)
  const find = compileMethod(node)
  const receiver = compiler.expression(node.receiver)
  const list = compiler.list(node.args)
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
  const parts = node.args.map((arg) => compiler.expression(arg))
  return (frame) => {
    const object = receiver(frame)
    const target = find(frame, object)
    const args: Value[] = [object]
    for (let at = 0; at < parts.length; at++) args.push(parts[at]?.(frame))
    frame.site = site
    return call(frame.runtime, target, args)
  }
}
