export { guardOf } from './guard.ts'
export type { GuardOptions } from './guard.ts'
export { compile, run } from './program.ts'
export type { CompileOptions, Program, RunOptions } from './program.ts'
export type { DialectName } from './dialect.ts'
export { ExprError } from './error.ts'
export type { Stage } from '@millrace/value'
export { decodeTagged, encodeTagged } from './value/tagged.ts'
export type { Json } from './value/tagged.ts'
export { Panic } from './value/panic.ts'
export { AnyMap } from './value/any-map.ts'
export { Boxed, Duration, Func, TypedInt, TypedSlice } from './value/value.ts'
export type { Call, PlainMap, Value } from './value/value.ts'
export { anyMapType, anySliceType, anyType, boolType, bytesType, durationType, floatType } from './value/go-type.ts'
export {
  funcType,
  int64Type,
  intType,
  mapOf,
  mapType,
  sliceOf,
  stringSliceType,
  stringType,
  timeType,
} from './value/go-type.ts'
export type { GoType, Kind, Signature } from './value/go-type.ts'
export { equal, sameDeeply } from './value/equal.ts'
export { print } from './value/print.ts'
export { fromJson, toJson } from './value/json.ts'
export { typeName, typeOf } from './value/type-of.ts'
export { loadLocation } from './time/zones.ts'
