import { anyMapType, anySliceType, anyType, floatType, intType, isIntegerKind, timeType } from '../value/go-type.ts'
import { locationType } from '../value/go-type.ts'
import type { GoType, Kind } from '../value/go-type.ts'

/** The result's type, or what is wrong with the arguments. An argument that is nil has no type. */
export type Validation = GoType | string
type Validate = (name: string, args: readonly (GoType | undefined)[]) => Validation

const kindOf = (type: GoType | undefined): Kind | 'invalid' =>
  type?.elem?.kind === 'struct' && type.kind === 'ptr' ? type.elem.kind : (type?.kind ?? 'invalid')
const shown = (type: GoType | undefined): string => type?.name ?? '%!s(<nil>)'
const isArrayKind = (kind: string): boolean => kind === 'slice' || kind === 'array'
const isNumberKind = (kind: Kind | 'invalid'): boolean => {
  return kind === 'float64' || (kind !== 'invalid' && isIntegerKind(kind))
}

function counted(args: readonly unknown[], wanted: number): string | undefined {
  if (args.length === wanted) return undefined
  return `invalid number of arguments (expected ${wanted}, got ${args.length})`
}

const ofKinds = (fits: (kind: Kind | 'invalid') => boolean, result: (type: GoType) => GoType): Validate => {
  return (name, args) => {
    const [arg] = args
    const wrong = counted(args, 1)
    if (wrong !== undefined) return wrong
    const kind = kindOf(arg)
    if (arg === undefined || !(kind === 'interface' || fits(kind))) {
      return `invalid argument for ${name} (type ${shown(arg)})`
    }
    return result(arg)
  }
}

const arrays = (phrase: string, result: (type: GoType) => GoType): Validate => {
  return (_, args) => {
    const [arg] = args
    const wrong = counted(args, 1)
    if (wrong !== undefined) return wrong
    const kind = kindOf(arg)
    if (arg !== undefined && (kind === 'interface' || isArrayKind(kind))) return result(arg)
    return phrase.replace('%', shown(arg))
  }
}

const maps = (phrase: string): Validate => {
  return (_, args) => {
    const kind = kindOf(args[0])
    const wrong = counted(args, 1)
    if (wrong !== undefined) return wrong
    return kind === 'interface' || kind === 'map' ? anySliceType : phrase.replace('%', shown(args[0]))
  }
}

const aggregate: Validate = (name, args) => {
  if (args.length === 0) return `not enough arguments to call ${name}`
  for (const arg of args) {
    const kind = kindOf(arg)
    if (kind === 'interface' || isArrayKind(kind)) return anyType
    if (!isNumberKind(kind)) return `invalid argument for ${name} (type ${shown(arg)})`
  }
  return args[0] ?? anyType
}

const elem = (type: GoType): GoType => (type.kind === 'interface' ? anyType : (type.elem ?? anyType))

const take: Validate = (_, args) => {
  const [array, count] = args
  const wrong = counted(args, 2)
  if (wrong !== undefined) return wrong
  const kind = kindOf(array)
  if (array === undefined || !(kind === 'interface' || isArrayKind(kind))) return `cannot take from ${shown(array)}`
  const countKind = kindOf(count)
  const isCount = countKind === 'interface' || countKind.startsWith('int')
  return isCount ? array : `cannot take ${shown(count)} elements`
}

const now: Validate = (_, args) => {
  if (args.length === 0 || (args.length === 1 && args[0] === locationType)) return timeType
  return `invalid number of arguments (expected 0, got ${args.length})`
}

const date: Validate = (_, args) => {
  if (args.length < 1) return `invalid number of arguments (expected at least 1, got ${args.length})`
  const rest = args[0] === locationType ? args.length - 1 : args.length
  return rest > 3 ? `invalid number of arguments (expected at most 3, got ${rest})` : timeType
}

const concat: Validate = (_, args) => {
  if (args.length === 0) return 'invalid number of arguments (expected at least 1, got 0)'
  const wrong = args.find((arg) => kindOf(arg) !== 'interface' && !isArrayKind(kindOf(arg)))
  const isWrong = args.some((arg) => kindOf(arg) !== 'interface' && !isArrayKind(kindOf(arg)))
  return isWrong ? `cannot concat ${shown(wrong)}` : anySliceType
}

const lengths = new Set<string>(['array', 'map', 'slice', 'string'])
const round = ofKinds(isNumberKind, () => floatType)

/** The builtins that look at the types of their arguments themselves. */
export const validators: Readonly<Record<string, Validate>> = {
  len: ofKinds(
    (kind) => lengths.has(kind),
    () => intType,
  ),
  abs: ofKinds(isNumberKind, (type) => type),
  ceil: round,
  floor: round,
  round,
  int: ofKinds(
    (kind) => isNumberKind(kind) || kind === 'string',
    () => intType,
  ),
  float: ofKinds(
    (kind) => isNumberKind(kind) || kind === 'string',
    () => floatType,
  ),
  max: aggregate,
  min: aggregate,
  mean: aggregate,
  median: aggregate,
  now,
  date,
  first: arrays('cannot get first element from %', elem),
  last: arrays('cannot get last element from %', elem),
  take,
  keys: maps('cannot get keys from %'),
  values: maps('cannot get values from %'),
  toPairs: maps('cannot transform % to pairs'),
  fromPairs: arrays('cannot transform % from pairs', () => anyMapType),
  reverse: arrays('cannot reverse %', () => anySliceType),
  uniq: arrays('cannot uniq %', () => anySliceType),
  flatten: arrays('cannot flatten %', () => anySliceType),
  concat,
}
