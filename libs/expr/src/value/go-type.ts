/** Go's `reflect.Kind`, as far as values of expressions have one. */
export type Kind =
  | 'bool'
  | 'int'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uint'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'float64'
  | 'string'
  | 'slice'
  | 'array'
  | 'map'
  | 'struct'
  | 'func'
  | 'ptr'
  | 'interface'

/** What a function takes and gives. A variadic one's last parameter stands for each further argument. */
export interface Signature {
  readonly params: readonly GoType[]
  readonly variadic: boolean
  readonly results: readonly GoType[]
}

/** A Go type. Two types are the same when their names are. */
export interface GoType {
  readonly name: string
  readonly kind: Kind
  /** The package path of a named type, `''` for all built-in and composite types. */
  readonly pkg: string
  readonly key?: GoType
  readonly elem?: GoType
  readonly signature?: Signature
}

const plain = (name: string, kind: Kind): GoType => ({ name, kind, pkg: '' })
const fromTime = (name: string, kind: Kind): GoType => ({ name: `time.${name}`, kind, pkg: 'time' })

export const anyType = plain('interface {}', 'interface')
export const boolType = plain('bool', 'bool')
export const intType = plain('int', 'int')
export const floatType = plain('float64', 'float64')
export const stringType = plain('string', 'string')
export const uint8Type = plain('uint8', 'uint8')
export const int64Type = plain('int64', 'int64')
export const errorType: GoType = { name: 'error', kind: 'interface', pkg: 'error' }

export const timeType = fromTime('Time', 'struct')
export const durationType = fromTime('Duration', 'int64')
export const monthType = fromTime('Month', 'int')
export const weekdayType = fromTime('Weekday', 'int')
export const locationStructType = fromTime('Location', 'struct')
export const locationType: GoType = { name: '*time.Location', kind: 'ptr', pkg: '', elem: locationStructType }

export const sliceOf = (elem: GoType): GoType => ({ name: `[]${elem.name}`, kind: 'slice', pkg: '', elem })
export const mapOf = (key: GoType, elem: GoType): GoType => {
  return { name: `map[${key.name}]${elem.name}`, kind: 'map', pkg: '', key, elem }
}

export const anySliceType = sliceOf(anyType)
export const intSliceType = sliceOf(intType)
export const floatSliceType = sliceOf(floatType)
export const stringSliceType = sliceOf(stringType)
export const bytesType = sliceOf(uint8Type)
export const pairType: GoType = { name: '[2]interface {}', kind: 'array', pkg: '', elem: anyType }
export const pairSliceType = sliceOf(pairType)
export const mapType = mapOf(stringType, anyType)
export const anyMapType = mapOf(anyType, anyType)
export const groupType = mapOf(anyType, anySliceType)

const structSetOf = (key: GoType): GoType => mapOf(key, plain('struct {}', 'struct'))
export const intSetType = structSetOf(intType)
export const stringSetType = structSetOf(stringType)

/** The integer types that carry their width; `int` itself is a bigint. */
export const sizedTypes: ReadonlyMap<string, GoType> = new Map(
  (['int8', 'int16', 'int32', 'int64', 'uint', 'uint8', 'uint16', 'uint32', 'uint64'] as const).map((name) => [
    name,
    plain(name, name),
  ]),
)

export function funcType(params: readonly GoType[], results: readonly GoType[], variadic = false): GoType {
  const last = params.length - 1
  const named = params.map(({ name }, at) => (variadic && at === last ? `...${name.replace('[]', '')}` : name))
  const given = results.map(({ name }) => name).join(', ')
  const name = `func(${named.join(', ')}) ${results.length > 1 ? `(${given})` : given}`.trimEnd()
  return { name, kind: 'func', pkg: '', signature: { params, variadic, results } }
}

export function isIntegerKind(kind: Kind): boolean {
  return kind.startsWith('int') && kind !== 'interface' ? true : kind.startsWith('uint')
}
