import { Location, Time } from '@millrace/gotime'
import { anySliceType, boolType, bytesType, floatType, intType, locationType, mapType } from './go-type.ts'
import { stringType, timeType } from './go-type.ts'
import type { GoType } from './go-type.ts'
import { Boxed } from './value.ts'
import type { Value } from './value.ts'

/** The Go type of a value, `undefined` for nil. */
export function typeOf(value: Value): GoType | undefined {
  if (typeof value === 'string') return stringType
  if (typeof value === 'number') return floatType
  if (typeof value === 'boolean') return boolType
  if (typeof value === 'bigint') return intType
  if (value === null) return undefined
  if (Array.isArray(value)) return anySliceType
  if (value instanceof Boxed) return value.type
  if (value instanceof Time) return timeType
  if (value instanceof Location) return locationType
  return value instanceof Uint8Array ? bytesType : mapType
}

/** As Go's `%T` prints it. */
export function typeName(value: Value): string {
  return typeOf(value)?.name ?? '<nil>'
}

/** As `reflect.ValueOf(value).Kind()` prints. */
export function kindName(value: Value): string {
  return typeOf(value)?.kind ?? 'invalid'
}

/** As the dynamic type of an interface is named in Go's failed conversions. */
export function conversionFault(value: Value, wanted: string): string {
  return `interface conversion: interface {} is ${typeOf(value)?.name ?? 'nil'}, not ${wanted}`
}
