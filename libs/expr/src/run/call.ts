import { zeroTime } from '@millrace/gotime'
import { anyMapType, anyType, errorType, isIntegerKind } from '../value/go-type.ts'
import type { GoType, Kind, Signature } from '../value/go-type.ts'
import { Panic } from '../value/panic.ts'
import { typeName, typeOf } from '../value/type-of.ts'
import { AnyMap } from '../value/any-map.ts'
import { Duration, Func, TypedInt, TypedSlice } from '../value/value.ts'
import type { Value } from '../value/value.ts'

/** Calls a function with reflection's rules: exact types, and nil is the parameter's zero value. */
export function callFunction(callee: Value, args: readonly Value[], isTyped: boolean): Value {
  if (callee === null) throw new Panic('invalid operation: cannot call nil')
  if (!(callee instanceof Func)) {
    throw new Panic(`invalid operation: cannot call non-function of type ${typeName(callee)}`)
  }
  const { signature } = callee.type
  if (signature === undefined) return callee.call(args)
  checkCount(signature, args.length)
  return callee.call(args.map((arg, at) => passed(arg, parameterOf(signature, at), isTyped)))
}

function checkCount({ params, variadic }: Signature, given: number): void {
  const least = variadic ? params.length - 1 : params.length
  if (variadic ? given >= least : given === least) return
  const wanted = variadic ? `at least ${least}` : String(least)
  throw new Panic(`invalid number of arguments: expected ${wanted}, got ${given}`)
}

function parameterOf({ params, variadic }: Signature, at: number): GoType {
  if (variadic && at >= params.length - 1) return params.at(-1)?.elem ?? anyType
  return params[at] ?? anyType
}

function passed(arg: Value, type: GoType, isTyped: boolean): Value {
  if (type.kind === 'interface' && type !== errorType) return arg
  const given = typeOf(arg)
  if (given === undefined) {
    if (isTyped) throw new Panic(`interface conversion: interface {} is nil, not ${type.name}`)
    return zeroOf(type)
  }
  if (given.name === type.name) return arg
  throw new Panic(`reflect: Call using ${given.name} as type ${type.name}`)
}

/** Go's zero value of a type. */
function zeroOf(type: GoType): Value {
  if (type.name === 'time.Time') return zeroTime
  if (type.name === 'time.Duration') return new Duration(0n)
  const plain = zeros[type.kind]
  if (plain !== undefined && type.pkg === '') return plain
  if (type.kind === 'slice') return new TypedSlice(type, [], true)
  if (type.kind === 'map') return type.key?.kind === 'string' ? {} : new AnyMap(anyMapType)
  return isIntegerKind(type.kind) ? new TypedInt(type, 0n) : null
}

const zeros: Partial<Record<Kind, Value>> = { string: '', bool: false, float64: 0, int: 0n }
