import { nativeFunction } from '../functions/table.ts'
import { negated, plus } from '../functions/numbers.ts'
import { operations } from '../functions/operations.ts'
import { indexValue, sliceValue } from '../functions/index-value.ts'
import type { BinaryNode, CallNode, IfNode, IndexNode, Node, ObjectNode, SliceNode, TryNode } from '../parse/node.ts'
import { Fault } from '../run/fault.ts'
import { catchSteps } from '../run/resume.ts'
import { isTruthy } from '../value/value.ts'
import type { Value } from '../value/value.ts'
import type { Compiler, Pure } from './compiler.ts'
import { frameAt } from './frame-at.ts'
import { constantKey, constantNumber } from './constant.ts'
import { objectOf } from './object.ts'
import { manyOf } from './many.ts'
import type { Scope } from './scope.ts'
import { isSpecial } from './special.ts'
import { isUpdate } from './update.ts'

export function makePure(compiler: Compiler, node: Node, scope: Scope): Pure | undefined {
  switch (node.kind) {
    case 'identity':
      return (_machine, _frame, value) => value
    case 'literal':
      return constant(node.value)
    case 'variable':
      return pureVariable(node.name, scope)
    case 'index':
      return pureIndex(compiler, node, scope)
    case 'slice':
      return pureSlice(compiler, node, scope)
    case 'sign':
      return pureSign(compiler, node, scope)
    case 'pipe':
      return purePipe(compiler, node.stages, scope)
    case 'binary':
      return pureBinary(compiler, node, scope)
    case 'if':
      return pureIf(compiler, node, scope)
    case 'try':
      return pureTry(compiler, node, scope)
    case 'object':
      return pureObject(compiler, node, scope)
    case 'array':
      return pureArray(compiler, node.body, scope)
    case 'call':
      return pureCall(compiler, node, scope)
    case 'bind':
    case 'break':
    case 'comma':
    case 'define':
    case 'foreach':
    case 'iterate':
    case 'label':
    case 'reduce':
      return undefined
    default:
      return node satisfies never
  }
}

function constant(value: Value): Pure {
  return () => value
}

function pureVariable(name: string, scope: Scope): Pure | undefined {
  const binding = scope.find('variable', name)
  // What is not there is reported by the steps.
  if (binding === undefined) return name === '$ENV' ? constant({}) : undefined
  const { slot } = binding
  const hops = scope.hops(binding)
  return (_machine, frame) => frameAt(frame, hops).values[slot] ?? null
}

function pureIndex(compiler: Compiler, node: IndexNode, scope: Scope): Pure | undefined {
  const target = compiler.pure(node.target, scope)
  if (target === undefined) return undefined
  const { at } = node
  const fixed = constantKey(node.key)
  if (fixed !== undefined) {
    return (machine, frame, value) => {
      const from = target(machine, frame, value)
      machine.at = at
      return indexValue(from, fixed, machine)
    }
  }
  const key = compiler.pure(node.key, scope)
  if (key === undefined) return undefined
  return (machine, frame, value) => {
    const wanted = key(machine, frame, value)
    const from = target(machine, frame, value)
    machine.at = at
    return indexValue(from, wanted, machine)
  }
}

function pureSlice(compiler: Compiler, node: SliceNode, scope: Scope): Pure | undefined {
  const target = compiler.pure(node.target, scope)
  const from = node.from === undefined ? constant(null) : compiler.pure(node.from, scope)
  const to = node.to === undefined ? constant(null) : compiler.pure(node.to, scope)
  if (target === undefined || from === undefined || to === undefined) return undefined
  return (machine, frame, value) => {
    const start = from(machine, frame, value)
    const end = to(machine, frame, value)
    const whole = target(machine, frame, value)
    machine.at = node.at
    return sliceValue(whole, start, end, machine)
  }
}

function pureSign(compiler: Compiler, node: Extract<Node, { kind: 'sign' }>, scope: Scope): Pure | undefined {
  const number = constantNumber(node)
  if (number !== undefined) return constant(number)
  const operand = compiler.pure(node.operand, scope)
  if (operand === undefined) return undefined
  const calculate = node.negates ? negated : plus
  return (machine, frame, value) => {
    const given = operand(machine, frame, value)
    machine.at = node.at
    return calculate(given)
  }
}

function purePipe(compiler: Compiler, nodes: readonly Node[], scope: Scope): Pure | undefined {
  const stages = compiler.pureAll(nodes, scope)
  if (stages === undefined) return undefined
  const [only] = stages
  if (stages.length === 1) return only
  return (machine, frame, value) => {
    let at = value
    for (const stage of stages) at = stage(machine, frame, at)
    return at
  }
}

function pureBinary(compiler: Compiler, node: BinaryNode, scope: Scope): Pure | undefined {
  const { operator, at } = node
  if (isUpdate(operator)) return undefined
  const right = compiler.pure(node.right, scope)
  if (right === undefined) return undefined
  if (operator === '//') return pureAlternative(compiler, node.left, right, scope)
  const left = compiler.pure(node.left, scope)
  if (left === undefined) return undefined
  if (operator === 'and') {
    return (machine, frame, value) => isTruthy(left(machine, frame, value)) && isTruthy(right(machine, frame, value))
  }
  if (operator === 'or') {
    return (machine, frame, value) => isTruthy(left(machine, frame, value)) || isTruthy(right(machine, frame, value))
  }
  const operation = operations[operator]
  return (machine, frame, value) => {
    const b = right(machine, frame, value)
    const a = left(machine, frame, value)
    machine.at = at
    return operation(a, b, machine)
  }
}

/** On the left there may also be no output. */
function pureAlternative(compiler: Compiler, node: Node, right: Pure, scope: Scope): Pure | undefined {
  const left = compiler.pure(node, scope) ?? pureOrNothing(compiler, node, scope)
  if (left === undefined) return undefined
  return (machine, frame, value) => {
    const found = left(machine, frame, value)
    return isTruthy(found) ? found : right(machine, frame, value)
  }
}

/** `a?` with null in place of no output; on the left of `//` that is the same. */
function pureOrNothing(compiler: Compiler, node: Node, scope: Scope): Pure | undefined {
  const stages = node.kind === 'pipe' ? node.stages : [node]
  const last = stages.at(-1)
  if (last?.kind !== 'try' || last.handler !== undefined) return undefined
  const nothing: Node = { kind: 'literal', at: last.at, value: null }
  return purePipe(compiler, [...stages.slice(0, -1), { ...last, handler: nothing }], scope)
}

function pureIf(compiler: Compiler, node: IfNode, scope: Scope): Pure | undefined {
  const conditions = compiler.pureAll(
    node.branches.map(({ condition }) => condition),
    scope,
  )
  const results = compiler.pureAll(
    node.branches.map(({ result }) => result),
    scope,
  )
  const otherwise = node.otherwise === undefined ? undefined : compiler.pure(node.otherwise, scope)
  if (conditions === undefined || results === undefined) return undefined
  if (otherwise === undefined && node.otherwise !== undefined) return undefined
  return (machine, frame, value) => {
    for (const [at, condition] of conditions.entries()) {
      if (isTruthy(condition(machine, frame, value))) return results[at]?.(machine, frame, value) ?? null
    }
    return otherwise === undefined ? value : otherwise(machine, frame, value)
  }
}

/** With a handler there is always an output. */
function pureTry(compiler: Compiler, node: TryNode, scope: Scope): Pure | undefined {
  if (node.handler === undefined) return undefined
  const body = compiler.pure(node.body, scope)
  const handler = compiler.pure(node.handler, scope)
  if (body === undefined || handler === undefined) return undefined
  return (machine, frame, value) => {
    try {
      return body(machine, frame, value)
    } catch (error) {
      if (!(error instanceof Fault) || error.kind !== 'error') throw error
      machine.budget.step(catchSteps)
      return handler(machine, frame, error.payload === undefined ? error.message : error.payload)
    }
  }
}

function pureObject(compiler: Compiler, node: ObjectNode, scope: Scope): Pure | undefined {
  const keys = compiler.pureAll(
    node.entries.map(({ key }) => key),
    scope,
  )
  if (keys === undefined) return undefined
  const values: Pure[] = []
  for (const [at, entry] of node.entries.entries()) {
    const key = keys[at]
    const pure = entry.value === undefined ? memberNamed(key) : compiler.pure(entry.value, scope)
    if (pure === undefined) return undefined
    values.push(pure)
  }
  return (machine, frame, value) => {
    machine.budget.items(keys.length)
    machine.budget.step(keys.length * 2)
    const names = keys.map((key) => key(machine, frame, value))
    const members = values.map((member) => member(machine, frame, value))
    machine.at = node.at
    return objectOf(names, members)
  }
}

function memberNamed(key: Pure | undefined): Pure | undefined {
  if (key === undefined) return undefined
  return (machine, frame, value) => indexValue(value, key(machine, frame, value), machine)
}

function pureArray(compiler: Compiler, body: Node | undefined, scope: Scope): Pure | undefined {
  if (body === undefined) return constant([])
  const many = manyOf(compiler, body, scope)
  if (many === undefined) return undefined
  return (machine, frame, value) => {
    const list: Value[] = []
    machine.budget.step(2)
    many(machine, frame, value, (item) => {
      machine.budget.items(1)
      list.push(item)
    })
    return list
  }
}

function pureCall(compiler: Compiler, node: CallNode, scope: Scope): Pure | undefined {
  const { name, args, at } = node
  if (scope.findFunction(name, args.length) !== undefined) return undefined
  const wellKnown = expansion(node, scope)
  if (wellKnown !== undefined) return compiler.pure(wellKnown, scope)
  if (isSpecial(name, args.length) || compiler.libraryHas(name, args.length)) return undefined
  const native = nativeFunction(name, args.length)
  const given = compiler.pureAll(args, scope)
  if (native === undefined || given === undefined) return undefined
  if (given.length === 0) {
    return (machine, _frame, value) => {
      machine.at = at
      return native(value, [], machine)
    }
  }
  return (machine, frame, value) => {
    const values: Value[] = []
    for (let next = given.length - 1; next >= 0; next--) values[next] = given[next]?.(machine, frame, value) ?? null
    machine.at = at
    return native(value, values, machine)
  }
}

/** Some functions of the library written out, so that they too can be single values. */
function expansion({ name, args, at }: CallNode, scope: Scope): Node | undefined {
  const [f] = args
  const target: Node = { kind: 'identity', at }
  const index = (key: bigint): Node => ({
    kind: 'index',
    at,
    target,
    key: { kind: 'literal', at, value: key },
    isSuffix: false,
  })
  const call = (name: string, args: readonly Node[]): Node => ({ kind: 'call', at, name, args })
  if (name === 'first' && f === undefined) return index(0n)
  if (name === 'last' && f === undefined) return index(-1n)
  if (f === undefined || args.length !== 1) return undefined
  if (name === 'map')
    return { kind: 'array', at, body: { kind: 'pipe', at, stages: [{ kind: 'iterate', at, target }, f] } }
  const isHidden =
    scope.findFunction('to_entries', 0) ?? scope.findFunction('map', 1) ?? scope.findFunction('from_entries', 0)
  if (name !== 'with_entries' || isHidden !== undefined) return undefined
  return { kind: 'pipe', at, stages: [call('to_entries', []), call('map', [f]), call('from_entries', [])] }
}
