import type { Param } from '../call/param.ts'
import { goType, nilOf } from '../call/param.ts'
import type { Signature } from '../call/signature.ts'
import { Failure } from '../fault.ts'
import type { CommandNode, Operand, OperandOf, PipeNode } from '../parse/node.ts'
import { nodeText } from '../parse/node-text.ts'
import { isTrue } from '../value/truth.ts'
import type { Value } from '../value/value.ts'
import { fieldOf, methodOf } from './field.ts'
import { constant, constantFor } from './literal.ts'
import type { Constant } from './literal.ts'
import type { Eval, State } from './state.ts'
import { validate } from './validate.ts'

/** A function as templates find it by name. `and` and `or` do not evaluate all they are given. */
export interface TemplateFunction {
  readonly signature: Signature
  readonly shortCircuit?: 'and' | 'or'
}

export type Functions = (name: string) => TemplateFunction | undefined

/** The value that a command gets from the one before it in the pipeline. */
type Final = { readonly value: Value } | undefined
type Command = (state: State, dot: Value, final: Final) => Value

/** Compiles a pipeline with the variables it sets. */
export function compilePipe(functions: Functions, pipe: PipeNode): Eval {
  const commands = pipe.commands.map((command) => compileCommand(functions, command))
  const [first, ...others] = commands
  const { variables, isAssign } = pipe
  return (state, dot) => {
    state.at = pipe
    // What is nil in an interface is no value between commands.
    let value = first?.(state, dot, undefined) ?? undefined
    for (const command of others) value = command(state, dot, { value }) ?? undefined
    for (const name of variables) {
      if (isAssign) state.assign(name, value)
      else state.push(name, value)
    }
    return value
  }
}

function compileCommand(functions: Functions, command: CommandNode): Command {
  const [first, ...args] = command.args
  if (first === undefined) return () => undefined
  switch (first.kind) {
    case 'field':
      return compileField(functions, first, args)
    case 'chain':
      return compileChain(functions, first, args)
    case 'variable':
      return compileVariable(functions, first, args)
    case 'identifier':
      return compileFunction(functions, first, command, args)
    case 'pipe':
      return noArguments(first, args, compilePipe(functions, first), false)
    case 'dot':
      return noArguments(first, args, (_, dot) => dot)
    case 'nil':
      return noArguments(first, args, (state) => state.fail('nil is not a command'))
    case 'bool':
    case 'string':
    case 'number':
      return noArguments(first, args, evalConstant(first, constant(first)))
    default:
      return first satisfies never
  }
}

/** What is no function takes no arguments, neither written ones nor one from the pipeline. */
function noArguments(first: Operand, args: readonly Operand[], evaluate: Eval, points = true): Command {
  return (state, dot, final) => {
    if (points) state.at = first
    if (args.length > 0 || final !== undefined) state.fail(`can't give argument to non-function ${nodeText(first)}`)
    return evaluate(state, dot)
  }
}

function evalConstant(node: Operand, given: Constant): Eval {
  if (given.kind === 'value') {
    const { value } = given
    return (state) => {
      state.at = node
      return value
    }
  }
  return (state) => {
    state.at = node
    return state.fail(given.message)
  }
}

function compileField(functions: Functions, node: OperandOf<'field'>, args: readonly Operand[]): Command {
  const access = compileAccess(functions, node, node.names, args)
  return (state, dot, final) => {
    state.at = node
    return access(state, dot, dot, final)
  }
}

function compileVariable(functions: Functions, node: OperandOf<'variable'>, args: readonly Operand[]): Command {
  const { name } = node
  if (node.names.length === 0) {
    return noArguments(node, args, (state) => state.valueOf(name))
  }
  const access = compileAccess(functions, node, node.names, args)
  return (state, dot, final) => {
    state.at = node
    return access(state, dot, state.valueOf(name), final)
  }
}

function compileChain(functions: Functions, node: OperandOf<'chain'>, args: readonly Operand[]): Command {
  const { base } = node
  const access = compileAccess(functions, node, node.names, args)
  const evaluate = compileArg(functions, base, 'value')
  return (state, dot, final) => {
    state.at = node
    return access(state, dot, evaluate(state, dot), final)
  }
}

/** Members of members. The last may be a method that takes the arguments; those before it may be ones without. */
function compileAccess(
  functions: Functions,
  node: Operand,
  names: readonly string[],
  args: readonly Operand[],
): (state: State, dot: Value, receiver: Value, final: Final) => Value {
  const last = names.length - 1
  return (state, dot, receiver, final) => {
    let value = receiver
    for (let at = 0; at <= last; at++) {
      const name = names[at] ?? ''
      const isLast = at === last
      const method = typeof value === 'object' ? methodOf(value, name) : undefined
      if (method === undefined) {
        const hasArgs = isLast && (args.length > 0 || final !== undefined)
        value = fieldOf(state, value, name, { hasArgs, isInner: at > 0 })
      } else {
        const call = compileCall(functions, method, { name, node, args: isLast ? args : [] })
        value = call(state, dot, isLast ? final : undefined)
      }
    }
    return value
  }
}

function compileFunction(
  functions: Functions,
  node: OperandOf<'identifier'>,
  command: CommandNode | Operand,
  args: readonly Operand[],
): Command {
  const { name } = node
  const found = functions(name)
  if (found === undefined) return (state) => state.fail(`${JSON.stringify(name)} is not a defined function`)
  const call =
    found.shortCircuit === undefined
      ? compileCall(functions, found.signature, { name, node: command, args })
      : compileShortCircuit(functions, found.shortCircuit, args)
  return (state, dot, final) => {
    state.at = node
    return call(state, dot, final)
  }
}

interface Callee {
  readonly name: string
  readonly node: CommandNode | Operand
  readonly args: readonly Operand[]
}

function compileCall(functions: Functions, signature: Signature, { name, node, args }: Callee): Command {
  const { params, rest } = signature
  const paramAt = (at: number): Param => params[at] ?? rest ?? 'any'
  const evaluate = args.map((arg, at) => compileArg(functions, arg, paramAt(at)))
  return (state, dot, final) => {
    checkCount(state, name, signature, { given: evaluate.length, piped: final !== undefined })
    const values: Value[] = []
    for (const arg of evaluate) values.push(arg(state, dot))
    if (final !== undefined) values.push(validate(state, final.value, paramAt(evaluate.length)))
    state.budget.step()
    for (const value of values) if (typeof value === 'string') state.budget.work(value.length)
    try {
      return signature.call(state.context, values)
    } catch (error) {
      state.at = node
      if (error instanceof Failure) return state.fail(`error calling ${name}: ${error.message}`, error.code, error)
      throw error
    }
  }
}

function checkCount(
  state: State,
  name: string,
  { params, rest }: Signature,
  { given, piped }: { readonly given: number; readonly piped: boolean },
): void {
  const count = given + (piped ? 1 : 0)
  const want = params.length
  if (rest === undefined && count !== want) {
    state.fail(`wrong number of args for ${name}: want ${want} got ${count}`)
  }
  if (count < want) state.fail(`wrong number of args for ${name}: want at least ${want} got ${given}`)
}

function compileShortCircuit(functions: Functions, name: 'and' | 'or', args: readonly Operand[]): Command {
  const evaluate = args.map((arg) => compileArg(functions, arg, 'value'))
  return (state, dot, final) => {
    if (evaluate.length === 0 && final === undefined) {
      state.fail(`wrong number of args for ${name}: want at least 1 got 0`)
    }
    let value: Value
    for (const arg of evaluate) {
      value = arg(state, dot)
      if (isTrue(value) === (name === 'or')) return value
    }
    return final === undefined ? value : final.value
  }
}

/** An argument, checked against its parameter. */
function compileArg(functions: Functions, node: Operand, param: Param): Eval {
  if (node.kind === 'bool' || node.kind === 'string' || node.kind === 'number') {
    return evalConstant(node, constantFor(node, param))
  }
  if (node.kind === 'nil') {
    const zero = nilOf(param)
    if (zero !== undefined) return () => zero.value
    return (state) => {
      state.at = node
      return state.fail(`cannot assign nil to ${goType(param)}`)
    }
  }
  const evaluate = compileOperand(functions, node)
  return (state, dot) => {
    state.at = node
    return validate(state, evaluate(state, dot, undefined), param)
  }
}

function compileOperand(
  functions: Functions,
  node: Exclude<Operand, OperandOf<'bool' | 'string' | 'number' | 'nil'>>,
): Command {
  switch (node.kind) {
    case 'dot':
      return (_, dot) => dot
    case 'field':
      return compileField(functions, node, [])
    case 'variable':
      return compileVariable(functions, node, [])
    case 'chain':
      return compileChain(functions, node, [])
    case 'identifier':
      return compileFunction(functions, node, node, [])
    case 'pipe':
      return compilePipe(functions, node)
    default:
      return node satisfies never
  }
}
