import { Dict } from '../value/dict.ts'
import { Int } from '../value/int.ts'
import { List, nilList } from '../value/list.ts'
import { typeOf } from '../value/type-of.ts'
import type { Value } from '../value/value.ts'
import type { Time } from '../time/time.ts'
import type { Location } from '../time/location.ts'
import type { Version } from '../semver/version.ts'

/** What a function gets for each kind of parameter. */
export interface ParamTypes {
  /** `interface {}`: anything, and nil as null. */
  readonly any: Value
  /** `reflect.Value`: anything, and no value as undefined. */
  readonly value: Value
  readonly string: string
  readonly bool: boolean
  readonly float64: number
  /** `int`; exact to 2^53. */
  readonly int: number
  readonly int64: bigint
  readonly uint32: number
  readonly map: Dict
  readonly list: List
  readonly time: Time
  readonly duration: Int
  readonly location: Location
  readonly version: Version
}

export type Param = keyof ParamTypes

const goTypes: Readonly<Record<Param, string>> = {
  any: 'interface {}',
  value: 'reflect.Value',
  string: 'string',
  bool: 'bool',
  float64: 'float64',
  int: 'int',
  int64: 'int64',
  uint32: 'uint32',
  map: 'map[string]interface {}',
  list: '[]interface {}',
  time: 'time.Time',
  duration: 'time.Duration',
  location: '*time.Location',
  version: '*semver.Version',
}

export function goType(param: Param): string {
  return goTypes[param]
}

/** The nil of a parameter's type; a type that has none gives undefined. */
export function nilOf(param: Param): { readonly value: Value } | undefined {
  if (param === 'any') return { value: null }
  if (param === 'value') return { value: undefined }
  if (param === 'map') return { value: Dict.nil() }
  return param === 'list' ? { value: nilList() } : undefined
}

/** Whether a value that is not nil may stand for the parameter. */
export function fits(value: Value, param: Param): boolean {
  if (param === 'any' || param === 'value') return true
  return typeOf(value) === goTypes[param]
}

/** The value as the function's code takes it. */
export function passed(value: Value, param: Param): unknown {
  if (!(value instanceof Int)) return value
  if (param === 'int' || param === 'uint32') return Number(value.value)
  return param === 'int64' ? value.value : value
}
