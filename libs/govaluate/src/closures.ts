import { Fault } from './error.ts'
import { decided, operations } from './operations.ts'
import type { Link, Node } from './parse.ts'
import { print } from './print.ts'
import { OperationFault } from './run.ts'
import type { Code, Run } from './run.ts'
import type { Prefix } from './symbols.ts'
import { toInt64 } from './whole-numbers.ts'
import type { Value } from './value.ts'

/** Makes a function of a parsed expression. It throws a Fault. */
export function codeOf(node: Node): Code {
  switch (node.kind) {
    case 'nothing':
      return () => null
    case 'literal': {
      const { value } = node
      return () => value
    }
    case 'parameter':
      return (run) => placed(node.at, () => parameter(run, node.name))
    case 'accessor':
      return accessor(node)
    case 'prefix':
      return prefixed(node.symbol, codeOf(node.operand), node.at)
    case 'chain':
      return chained(codeOf(node.first), node.links)
    default:
      return node satisfies never
  }
}

/** What fails here fails at this place. */
function placed(at: number, action: () => Value): Value {
  try {
    return action()
  } catch (error) {
    throw error instanceof OperationFault ? new Fault(error.message, at) : error
  }
}

function parameter(run: Run, name: string): Value {
  run.step()
  if (!run.parameters.has(name)) throw new OperationFault(`No parameter '${name}' found.`)
  const value = run.parameters.get(name)
  // Parameters are what JSON holds, and integers of any size, which become float64.
  return typeof value === 'bigint' ? Number(value) : ((value ?? null) as Value)
}

/** Parameters are never structs, so nothing can be reached in them. */
function accessor({ path, argument, at }: Extract<Node, { kind: 'accessor' }>): Code {
  const argumentCode = codeOf(argument)
  const [name = '', field = ''] = path
  return (run) => {
    argumentCode(run)
    return placed(at, () => {
      parameter(run, name)
      throw new OperationFault(`Unable to access '${field}', '${name}' is not a struct`)
    })
  }
}

function prefixed(symbol: Prefix, operand: Code, at: number): Code {
  return (run) => {
    const value = operand(run)
    run.step()
    if (symbol === '!' && typeof value === 'boolean') return !value
    if (symbol === '-' && typeof value === 'number') return -value
    if (symbol === '~' && typeof value === 'number') return Number(~toInt64(value))
    return placed(at, () => {
      throw new OperationFault(`Value '${print(value, run)}' cannot be used with the prefix '${symbol}'`)
    })
  }
}

/** Operators that bind alike, one after another, so that a long chain is no deep recursion. */
function chained(first: Code, links: readonly Link[]): Code {
  const steps = links.map(({ symbol, operand, at }) => ({
    symbol,
    at,
    operand: codeOf(operand),
    operate: operations[symbol],
  }))
  return (run) => {
    let value = first(run)
    for (const { symbol, at, operand, operate } of steps) {
      const known = decided(symbol, value)
      if (known !== undefined) {
        value = known.result
        continue
      }
      const left = value
      const right = operand(run)
      value = placed(at, () => {
        run.step()
        return operate(left, right, run)
      })
    }
    return value
  }
}
