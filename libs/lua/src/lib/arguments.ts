import { Closure, Native } from '../run/function.ts'
import type { LuaFunction } from '../run/function.ts'
import type { Runtime } from '../run/runtime.ts'
import { Table } from '../run/table.ts'
import type { Thrown } from '../run/thrown.ts'
import { typeName } from '../run/type-name.ts'
import type { TypeName } from '../run/type-name.ts'
import { numberText, toInt64 } from '../text/number.ts'
import { parseNumber } from '../text/parse-number.ts'
import type { Value } from '../value.ts'

/*
 * What library functions ask of their arguments, which they count from 1. A string that spells a number counts as one where
 * gopher-lua lets it, which is not where it wants an integer.
 */

export function argumentError(runtime: Runtime, index: number, message: string): Thrown {
  return runtime.raise(`bad argument #${index} to ${runtime.nativeName()} (${message})`)
}

export function typeError(runtime: Runtime, args: readonly Value[], index: number, wanted: string): Thrown {
  return argumentError(runtime, index, `${wanted} expected, got ${typeName(args[index - 1])}`)
}

export function checkAny(runtime: Runtime, args: readonly Value[], index: number): Value {
  if (index > args.length) throw argumentError(runtime, index, 'value expected')
  return args[index - 1]
}

export function checkInteger(runtime: Runtime, args: readonly Value[], index: number): number {
  const value = args[index - 1]
  if (typeof value !== 'number') throw typeError(runtime, args, index, 'number')
  return toInt64(value)
}

export function optionalInteger(runtime: Runtime, args: readonly Value[], index: number, otherwise: number): number {
  return args[index - 1] === undefined ? otherwise : checkInteger(runtime, args, index)
}

export function checkNumber(runtime: Runtime, args: readonly Value[], index: number): number {
  const value = args[index - 1]
  if (typeof value === 'number') return value
  if (typeof value === 'string') runtime.spend(value.length >> 2)
  const number = typeof value === 'string' ? parseNumber(value) : undefined
  if (number === undefined) throw typeError(runtime, args, index, 'number')
  return number
}

export function checkString(runtime: Runtime, args: readonly Value[], index: number): string {
  const value = args[index - 1]
  if (typeof value === 'string') return value
  if (typeof value === 'number') return numberText(value)
  throw typeError(runtime, args, index, 'string')
}

export function optionalString(runtime: Runtime, args: readonly Value[], index: number, otherwise: string): string {
  const value = args[index - 1]
  if (value === undefined) return otherwise
  if (typeof value !== 'string') throw typeError(runtime, args, index, 'string')
  return value
}

export function checkTable(runtime: Runtime, args: readonly Value[], index: number): Table {
  const value = args[index - 1]
  if (!(value instanceof Table)) throw typeError(runtime, args, index, 'table')
  if (value.filler !== undefined) value.fill()
  return value
}

export function checkFunction(runtime: Runtime, args: readonly Value[], index: number): LuaFunction {
  const value = args[index - 1]
  if (value instanceof Closure || value instanceof Native) return value
  throw typeError(runtime, args, index, 'function')
}

export function checkTypes(
  runtime: Runtime,
  args: readonly Value[],
  index: number,
  ...types: readonly TypeName[]
): void {
  const type = typeName(args[index - 1])
  if (!types.includes(type)) throw argumentError(runtime, index, `${types.join(' or ')} expected, got ${type}`)
}
