import { utc } from '../time/location.ts'
import { Time } from '../time/time.ts'
import { anyMapType, anyType, errorType } from '../value/go-type.ts'
import type { GoType, Signature } from '../value/go-type.ts'
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
  if (type.name === 'time.Time') return new Time(-62_135_596_800, 0, utc)
  if (type.name === 'time.Duration') return new Duration(0n)
  switch (type.kind) {
    case 'string':
      return ''
    case 'bool':
      return false
    case 'float64':
      return 0
    case 'int':
      return type.pkg === '' ? 0n : new TypedInt(type, 0n)
    case 'slice':
      return new TypedSlice(type, [], true)
    case 'map':
      return type.key?.kind === 'string' ? {} : new AnyMap(anyMapType)
    case 'ptr':
    case 'interface':
    case 'func':
      return null
    default:
      return new TypedInt(type, 0n)
  }
}
