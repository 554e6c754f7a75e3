import type { Branch, Expression, Statement } from '../parse/ast.ts'
import { isMultiple } from '../parse/ast.ts'
import { call, callMetamethod, invokeNative } from '../run/call.ts'
import { Cell, Native, isFunction } from '../run/function.ts'
import { isTruthy, none } from '../value.ts'
import { compileAssignment, compileDeclaration } from './assignment.ts'
import { compileBlock } from './block.ts'
import { compileCall, compileMethod, siteOf } from './call.ts'
import { broken, ended, jumped, returned, tailCall } from './completion.ts'
import { compileExpression, compileMultiple } from './expression.ts'
import { compileFunction, initialize } from './function.ts'
import { compileList } from './list.ts'
import { compileGenericFor, compileLoop, compileNumericFor } from './loops.ts'
import type { Evaluate, EvaluateList, Execute } from './prototype.ts'

export function compileStatement(node: Statement, chunk: string): Execute {
  switch (node.kind) {
    case 'declare':
      return compileDeclaration(node.variables, node.values, chunk)
    case 'declare-function':
      return compileDeclaredFunction(node, chunk)
    case 'assign':
      return compileAssignment(node, chunk)
    case 'run':
      return compileRun(node.call, chunk)
    case 'block':
      return compileBlock(node.body, chunk)
    case 'if':
      return compileIf(node.branches, node.otherwise, chunk)
    case 'while':
    case 'repeat':
      return compileLoop(node, chunk)
    case 'numeric-for':
      return compileNumericFor(node, chunk)
    case 'generic-for':
      return compileGenericFor(node, chunk)
    case 'return':
      return compileReturn(node.values, chunk)
    case 'tail-call':
      return compileTailCall(node.call, chunk)
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
      return compileKeep(node, chunk)
    case 'call-into':
    case 'when':
      throw new Error(`a ${node.kind} statement has steps`)
  }
}

function compileDeclaredFunction(node: Extract<Statement, { kind: 'declare-function' }>, chunk: string): Execute {
  const { variable } = node
  const make = compileFunction(node.value, chunk)
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

function compileRun(node: Extract<Statement, { kind: 'run' }>['call'], chunk: string): Execute {
  const evaluate = compileCall(node, chunk)
  return (frame) => {
    evaluate(frame)
    return ended
  }
}

function compileIf(branches: readonly Branch[], otherwise: readonly Statement[] | undefined, chunk: string): Execute {
  const last: Execute = otherwise === undefined ? () => ended : compileBlock(otherwise, chunk)
  const compiled = branches.map(({ condition, body }) => ({
    test: compileExpression(condition, chunk),
    run: compileBlock(body, chunk),
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

function compileReturn(values: readonly Expression[], chunk: string): Execute {
  const [value] = values
  if (value === undefined) {
    return (frame) => {
      frame.results = none
      return returned
    }
  }
  if (values.length === 1) {
    if (value.kind === 'call' || value.kind === 'method') return compileTailCall(value, chunk)
    const evaluate = isMultiple(value) ? compileMultiple(value, chunk) : compileExpression(value, chunk)
    return (frame) => {
      frame.results = evaluate(frame)
      return returned
    }
  }
  const list = compileList(values, chunk)
  return (frame) => {
    frame.results = list(frame)
    return returned
  }
}

type CallStatement = Extract<Statement, { kind: 'run' }>['call']

/** The call takes the place of this one, so that it can go on for ever. */
function compileTailCall(node: CallStatement, chunk: string): Execute {
  const site = siteOf(node)
  const prepare = compilePreparation(node, chunk)
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

/** The function that is called, and its arguments. */
export function compilePreparation(node: CallStatement, chunk: string): EvaluateList {
  if (node.kind === 'call') return compileList([node.callee, ...node.args], chunk)
  const receiver: Evaluate = compileExpression(node.receiver, chunk)
  const find = compileMethod(node)
  const list = compileList(node.args, chunk)
  return (frame) => {
    const object = receiver(frame)
    const method = find(frame, object)
    return [method, object, ...list(frame)]
  }
}

function compileKeep(node: Extract<Statement, { kind: 'keep' }>, chunk: string): Execute {
  const { slot, value, isList } = node
  const list = isList ? compileList([value], chunk) : undefined
  const evaluate = compileExpression(value, chunk)
  return (frame) => {
    // A list is kept in a slot that only `temporary` reads.
    frame.slots[slot] = list === undefined ? evaluate(frame) : (list(frame) as unknown as undefined)
    return ended
  }
}
