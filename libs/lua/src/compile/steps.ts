import type { GenericForNode, LabelMark, LoopNode, NumericForNode, Statement } from '../parse/ast.ts'
import { callSteps } from '../run/call-steps.ts'
import { Closure } from '../run/function.ts'
import { isTruthy, listOf } from '../value.ts'
import type { Value } from '../value.ts'
import type { Compiler } from './compiler.ts'
import type { Completion } from './completion.ts'
import { ended, jumped, returned, tailCall } from './completion.ts'
import { initialize } from './initialize.ts'
import { labelsOf } from './labels.ts'
import { advance, afterLoop, bind, rangeOf } from './loops.ts'
import type { Execute, ExecuteSteps, Steps } from './prototype.ts'
import { operationAt, siteOf } from './site.ts'

type Step = { readonly kind: 'plain'; readonly run: Execute } | { readonly kind: 'steps'; readonly run: ExecuteSteps }

/** Compiles lowered statements for a coroutine. */
export function compileStepBlock(statements: readonly Statement[], compiler: Compiler): ExecuteSteps {
  const labels = labelsOf(statements)
  const steps = statements.filter((statement) => statement.kind !== 'label').map((each) => compileStep(each, compiler))
  return (frame) => runSteps(frame, steps, labels)
}

function* runSteps(
  frame: Parameters<ExecuteSteps>[0],
  steps: readonly Step[],
  labels: ReadonlyMap<LabelMark, number>,
): Steps<Completion> {
  for (let at = 0; at < steps.length; at++) {
    const step = steps[at]
    if (step === undefined) break
    const completion = step.kind === 'plain' ? step.run(frame) : yield* step.run(frame)
    if (completion === ended) continue
    const to = completion === jumped && frame.target !== undefined ? labels.get(frame.target) : undefined
    if (to === undefined) return completion
    frame.runtime.spend(1 + steps.length)
    at = to - 1
  }
  return ended
}

function compileStep(node: Statement, compiler: Compiler): Step {
  if (!hasSteps(node)) return { kind: 'plain', run: compiler.statement(node) }
  return { kind: 'steps', run: compileSteps(node, compiler) }
}

/** Whether a lowered statement is or contains a place where a coroutine may yield. */
function hasSteps(node: Statement): boolean {
  switch (node.kind) {
    case 'call-into':
    case 'tail-call':
    case 'generic-for':
      return true
    case 'block':
    case 'when':
    case 'numeric-for':
      return node.body.some(hasSteps)
    case 'while':
    case 'repeat':
      return node.body.some(hasSteps) || (node.before ?? []).length > 0
    case 'if':
      return node.branches.some(({ body }) => body.some(hasSteps)) || (node.otherwise ?? []).some(hasSteps)
    case 'declare':
    case 'declare-function':
    case 'assign':
    case 'run':
    case 'return':
    case 'break':
    case 'goto':
    case 'label':
    case 'keep':
      return false
    default:
      return node satisfies never
  }
}

function compileSteps(node: Statement, compiler: Compiler): ExecuteSteps {
  switch (node.kind) {
    case 'block':
      return compileStepBlock(node.body, compiler)
    case 'when': {
      const body = compileStepBlock(node.body, compiler)
      return function* (frame) {
        return isTruthy(valueIn(frame.slots[node.slot])) === node.isTruthy ? yield* body(frame) : ended
      }
    }
    case 'call-into':
      return compileCallInto(node, compiler)
    case 'tail-call':
      return compileTail(node, compiler)
    case 'if':
      return compileIfSteps(node, compiler)
    case 'while':
    case 'repeat':
      return compileLoopSteps(node, compiler)
    case 'numeric-for':
      return compileNumericSteps(node, compiler)
    case 'generic-for':
      return compileGenericSteps(node, compiler)
    case 'declare':
    case 'declare-function':
    case 'assign':
    case 'run':
    case 'return':
    case 'break':
    case 'goto':
    case 'label':
    case 'keep':
      throw new Error(`a ${node.kind} statement has no steps`)
    default:
      return node satisfies never
  }
}

/** `lower` keeps plain values in the slots that it tests. */
function valueIn(slot: unknown): Value {
  return slot as Value
}

function compileCallInto(node: Extract<Statement, { kind: 'call-into' }>, compiler: Compiler): ExecuteSteps {
  const site = siteOf(node.call)
  const prepare = compiler.preparation(node.call)
  const { slot, isList } = node
  return function* (frame) {
    const [callee, ...args] = prepare(frame)
    frame.site = site
    const results = listOf(yield* callSteps(frame.runtime, callee, args))
    // Only a `temporary` reads the slot, as what it is.
    frame.slots[slot] = isList ? (results as unknown as undefined) : results[0]
    return ended
  }
}

function compileTail(node: Extract<Statement, { kind: 'tail-call' }>, compiler: Compiler): ExecuteSteps {
  const site = siteOf(node.call)
  const prepare = compiler.preparation(node.call)
  return function* (frame) {
    const { runtime } = frame
    const [callee, ...args] = prepare(frame)
    frame.site = site
    if (callee instanceof Closure) {
      runtime.tailCallee = callee
      runtime.tailArguments = args
      return tailCall
    }
    frame.results = yield* callSteps(runtime, callee, args)
    return returned
  }
}

function compileIfSteps(node: Extract<Statement, { kind: 'if' }>, compiler: Compiler): ExecuteSteps {
  const compiled = node.branches.map(({ condition, body }) => ({
    test: compiler.expression(condition),
    run: compileStepBlock(body, compiler),
  }))
  const last = compileStepBlock(node.otherwise ?? [], compiler)
  return function* (frame) {
    for (const { test, run } of compiled) if (isTruthy(test(frame))) return yield* run(frame)
    return yield* last(frame)
  }
}

function compileLoopSteps(node: LoopNode, compiler: Compiler): ExecuteSteps {
  const before = compileStepBlock(node.before ?? [], compiler)
  const condition = compiler.expression(node.condition)
  const body = compileStepBlock(node.body, compiler)
  const isWhile = node.kind === 'while'
  return function* (frame) {
    for (let isFirst = true; ; isFirst = false) {
      if (isWhile || !isFirst) {
        yield* before(frame)
        if (isTruthy(condition(frame)) !== isWhile) return ended
      }
      frame.runtime.spend(node.cost)
      const completion = yield* body(frame)
      if (completion !== ended) return afterLoop(completion)
    }
  }
}

function compileNumericSteps(node: NumericForNode, compiler: Compiler): ExecuteSteps {
  const site = operationAt(node.line)
  const start = compiler.expression(node.start)
  const limit = compiler.expression(node.limit)
  const step = node.step === undefined ? () => 1 : compiler.expression(node.step)
  const body = compileStepBlock(node.body, compiler)
  return function* (frame) {
    const range = rangeOf(frame, site, start(frame), limit(frame), step(frame))
    while (advance(range)) {
      frame.runtime.spend(node.cost)
      initialize(frame.slots, node.variable, range.index)
      const completion = yield* body(frame)
      if (completion !== ended) return afterLoop(completion)
    }
    return ended
  }
}

function compileGenericSteps(node: GenericForNode, compiler: Compiler): ExecuteSteps {
  const site = operationAt(node.line)
  const list = compiler.list(node.values)
  const body = compileStepBlock(node.body, compiler)
  return function* (frame) {
    const [iterator, state, initial] = list(frame)
    let control = initial
    for (;;) {
      frame.runtime.spend(node.cost)
      frame.site = site
      const results = yield* callSteps(frame.runtime, iterator, [state, control])
      control = bind(frame, node.variables, results)
      if (control === undefined) return ended
      const completion = yield* body(frame)
      if (completion !== ended) return afterLoop(completion)
    }
  }
}
