import { anySliceType, anyType, boolType, durationType, errorType } from '../value/go-type.ts'
import { floatSliceType, funcType, groupType, intSliceType, intType, locationType } from '../value/go-type.ts'
import { stringSliceType, stringType } from '../value/go-type.ts'
import type { GoType } from '../value/go-type.ts'

const s = stringType
const strings = stringSliceType
const predicate = (result: GoType): GoType => funcType([anyType], [result])
const over = (result: GoType, body: GoType = boolType): GoType[] => [
  funcType([anySliceType, predicate(body)], [result]),
]
const from = (...params: GoType[]): { to: (...results: GoType[]) => GoType } => {
  return { to: (...results) => funcType(params, results) }
}
const texts = (result: GoType): GoType[] => [from(s, s).to(result)]
const ints = [from(intType, intType).to(intType)]
const one = [from(s).to(s)]
const sorted = (array: GoType): GoType[] => [from(array, s).to(anySliceType)]
const sortedUp = (array: GoType): GoType[] => [from(array).to(anySliceType)]

/** The type of a builtin that checks its own arguments. */
const selfChecking = [funcType([anySliceType], [anyType, errorType], true)]

/** The forms in which each builtin may be called. Those that check themselves have one that says nothing. */
const signatures: ReadonlyMap<string, readonly GoType[]> = new Map([
  ...['all', 'none', 'any', 'one'].map((name) => [name, over(boolType)] as const),
  ['filter', over(anySliceType)],
  ['map', over(anySliceType, anyType)],
  ['find', over(anyType)],
  ['findLast', over(anyType)],
  ...['findIndex', 'findLastIndex', 'count', 'sum'].map((name) => [name, over(intType)] as const),
  ['groupBy', over(groupType, anyType)],
  ['sortBy', [from(anySliceType, predicate(boolType), s).to(anySliceType)]],
  ['reduce', [from(anySliceType, funcType([anyType, anyType], [anyType]), anyType).to(anyType)]],
  ['type', [from(anyType).to(s)]],
  ['string', [from(anyType).to(s)]],
  ['trim', [...one, ...texts(s)]],
  ['trimPrefix', [...texts(s), ...one]],
  ['trimSuffix', [...texts(s), ...one]],
  ['upper', one],
  ['lower', one],
  ['split', [...texts(strings), from(s, s, intType).to(strings)]],
  ['splitAfter', [...texts(strings), from(s, s, intType).to(strings)]],
  ['replace', [from(s, s, s, intType).to(s), from(s, s, s).to(s)]],
  ['repeat', [from(s, intType).to(s)]],
  ['join', [from(strings, s).to(s), from(anySliceType, s).to(s), from(anySliceType).to(s), from(strings).to(s)]],
  ['indexOf', texts(intType)],
  ['lastIndexOf', texts(intType)],
  ['hasPrefix', texts(boolType)],
  ['hasSuffix', texts(boolType)],
  ['toJSON', [from(anyType).to(s)]],
  ['fromJSON', [from(s).to(anyType)]],
  ['toBase64', one],
  ['fromBase64', one],
  ['duration', [from(s).to(durationType, errorType)]],
  ['timezone', [from(s).to(locationType, errorType)]],
  [
    'sort',
    [
      ...[anySliceType, intSliceType, floatSliceType, strings].flatMap(sorted),
      ...[anySliceType, floatSliceType, strings, intSliceType].flatMap(sortedUp),
    ],
  ],
  ...['bitand', 'bitor', 'bitxor', 'bitnand', 'bitshl', 'bitshr', 'bitushr'].map((name) => [name, ints] as const),
  ['bitnot', [from(intType).to(intType)]],
  ...['len', 'abs', 'ceil', 'floor', 'round', 'int', 'float'].map((name) => [name, selfChecking] as const),
  ...['max', 'min', 'mean', 'median', 'now', 'date', 'first', 'last', 'get', 'take', 'keys', 'values', 'toPairs']
    .concat(['fromPairs', 'reverse', 'uniq', 'concat', 'flatten'])
    .map((name) => [name, selfChecking] as const),
])

export function signaturesOf(name: string): readonly GoType[] | undefined {
  return signatures.get(name)
}
