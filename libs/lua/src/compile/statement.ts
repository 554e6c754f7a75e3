import type { Branch, Expression, Statement } from '../parse/ast.ts'
import { isMultiple } from '../parse/ast.ts'
import { call, callMetamethod, invokeNative } from '../run/call.ts'
import { Cell, Native, isFunction } from '../run/function.ts'
import { isTruthy, none } from '../value.ts'
import { compileAssignment, compileDeclaration } from './assignment.ts'
import type { Compiler } from './compiler.ts'
import { broken, ended, jumped, returned, tailCall } from './completion.ts'
import { initialize } from './initialize.ts'
import { compileGenericFor, compileLoop, compileNumericFor } from './loops.ts'
import type { Execute } from './prototype.ts'
import { siteOf } from './site.ts'

export function compileStatement(node: Statement, compiler: Compiler): Execute {
  switch (node.kind) {
    case 'declare':
      return compileDeclaration(node.variables, node.values, compiler)
    case 'declare-function':
      return compileDeclaredFunction(node, compiler)
    case 'assign':
      return compileAssignment(node, compiler)
    case 'run':
      return compileRun(node.call, compiler)
    case 'block':
      return compiler.block(node.body)
    case 'if':
      return compileIf(node.branches, node.otherwise, compiler)
    case 'while':
    case 'repeat':
      return compileLoop(node, compiler)
    case 'numeric-for':
      return compileNumericFor(node, compiler)
    case 'generic-for':
      return compileGenericFor(node, compiler)
    case 'return':
      return compileReturn(node.values, compiler)
    case 'tail-call':
      return compileTailCall(node.call, compiler)
    case 'break':
      return () => broken
    case 'goto': {
      const { jump } = node
      return (frame) => {
        frame.target = jump.target
        return jumped
      }
    }
    case 'label':
      return () => ended
    case 'keep':
      return compileKeep(node, compiler)
    case 'call-into':
    case 'when':
      throw new Error(`a ${node.kind} statement has steps`)
    default:
      return node satisfies never
  }
}

function compileDeclaredFunction(node: Extract<Statement, { kind: 'declare-function' }>, compiler: Compiler): Execute {
  const { variable } = node
  const make = compiler.functionOf(node.value)
  if (!variable.isCaptured) {
    return (frame) => {
      frame.slots[variable.slot] = make(frame)
      return ended
    }
  }
  return (frame) => {
    // The function captures the cell before it is in it.
    initialize(frame.slots, variable, undefined)
    const cell = frame.slots[variable.slot]
    const value = make(frame)
    if (cell instanceof Cell) cell.value = value
    return ended
  }
}

function compileRun(node: Extract<Statement, { kind: 'run' }>['call'], compiler: Compiler): Execute {
  const evaluate = compiler.call(node)
  return (frame) => {
    evaluate(frame)
    return ended
  }
}

function compileIf(
  branches: readonly Branch[],
  otherwise: readonly Statement[] | undefined,
  compiler: Compiler,
): Execute {
  const last: Execute = otherwise === undefined ? () => ended : compiler.block(otherwise)
  const compiled = branches.map(({ condition, body }) => ({
    test: compiler.expression(condition),
    run: compiler.block(body),
  }))
  const [only] = compiled
  if (only !== undefined && compiled.length === 1) {
    const { test, run } = only
    return (frame) => (isTruthy(test(frame)) ? run(frame) : last(frame))
  }
  return (frame) => {
    for (const { test, run } of compiled) if (isTruthy(test(frame))) return run(frame)
    return last(frame)
  }
}

function compileReturn(values: readonly Expression[], compiler: Compiler): Execute {
  const [value] = values
  if (value === undefined) {
    return (frame) => {
      frame.results = none
      return returned
    }
  }
  if (values.length === 1) {
    if (value.kind === 'call' || value.kind === 'method') return compileTailCall(value, compiler)
    const evaluate = isMultiple(value) ? compiler.multiple(value) : compiler.expression(value)
    return (frame) => {
      frame.results = evaluate(frame)
      return returned
    }
  }
  const list = compiler.list(values)
  return (frame) => {
    frame.results = list(frame)
    return returned
  }
}

type CallStatement = Extract<Statement, { kind: 'run' }>['call']

/** The call takes the place of this one, so that it can go on for ever. */
function compileTailCall(node: CallStatement, compiler: Compiler): Execute {
  const site = siteOf(node)
  const prepare = compiler.preparation(node)
  return (frame) => {
    const { runtime } = frame
    const [callee, ...args] = prepare(frame)
    frame.site = site
    if (callee instanceof Native) {
      frame.results = invokeNative(runtime, callee, args)
      return returned
    }
    if (isFunction(callee)) {
      runtime.tailCallee = callee
      runtime.tailArguments = args
      return tailCall
    }
    const meta = callMetamethod(runtime, callee)
    if (meta instanceof Native) {
      frame.results = call(runtime, meta, [callee, ...args])
      return returned
    }
    runtime.tailCallee = meta
    runtime.tailArguments = [callee, ...args]
    return tailCall
  }
}

function compileKeep(node: Extract<Statement, { kind: 'keep' }>, compiler: Compiler): Execute {
  const { slot, value, isList } = node
  const list = isList ? compiler.list([value]) : undefined
  const evaluate = compiler.expression(value)
  return (frame) => {
    // A list is kept in a slot that only `temporary` reads.
    frame.slots[slot] = list === undefined ? evaluate(frame) : (list(frame) as unknown as undefined)
    return ended
  }
}
