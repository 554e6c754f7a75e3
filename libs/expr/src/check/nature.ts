import { anySliceType, anyType, boolType, durationType, errorType, timeType } from '../value/go-type.ts'
import { isIntegerKind } from '../value/go-type.ts'
import type { GoType } from '../value/go-type.ts'

/** What is known of a value before it is there. Without a type it is unknown, or nil. */
export interface Nature {
  readonly type: GoType | undefined
  readonly nil: boolean
  /** For an array what its elements are, for a predicate what it gives; more exact than the type. */
  readonly ref?: Nature
  /** A builtin that stands there as a value, by its name. */
  readonly builtin?: string
  /** Whether it is a method: the first parameter of its type is the receiver. */
  readonly isMethod?: boolean
}

export const unknown: Nature = { type: undefined, nil: false }
export const nilNature: Nature = { type: undefined, nil: true }

const natures = new Map<GoType, Nature>()

export function natureOf(type: GoType): Nature {
  let nature = natures.get(type)
  if (nature === undefined) {
    nature = { type, nil: false }
    if (natures.size < naturesMax) natures.set(type, nature)
  }
  return nature
}

const naturesMax = 1000

export function arrayOf(elem: Nature): Nature {
  return { type: anySliceType, nil: false, ref: elem }
}

export const bool = natureOf(boolType)

export function nameOf({ type }: Nature): string {
  return type?.name ?? 'unknown'
}

export function isUnknown({ type, nil }: Nature): boolean {
  return type === undefined ? !nil : type === anyType
}

const kindIs = ({ type }: Nature, kind: string): boolean => type?.kind === kind

export const isBool = (nature: Nature): boolean => kindIs(nature, 'bool')
export const isString = (nature: Nature): boolean => kindIs(nature, 'string')
export const isMap = (nature: Nature): boolean => kindIs(nature, 'map')
export const isStruct = (nature: Nature): boolean => kindIs(nature, 'struct')
export const isArray = (nature: Nature): boolean => kindIs(nature, 'slice') || kindIs(nature, 'array')
export const isTime = ({ type }: Nature): boolean => type?.name === timeType.name
export const isDuration = ({ type }: Nature): boolean => type?.name === durationType.name
export const isFloat = ({ type }: Nature): boolean => type !== undefined && type.kind === 'float64' && type.pkg === ''
export const isInteger = ({ type }: Nature): boolean => {
  return type !== undefined && type.pkg === '' && isIntegerKind(type.kind)
}
export const isNumber = (nature: Nature): boolean => isInteger(nature) || isFloat(nature)

/** What `*x` is: only places are pointers here. */
export function deref(nature: Nature): Nature {
  return nature.type?.kind === 'ptr' && nature.type.elem !== undefined ? natureOf(nature.type.elem) : nature
}

export function elemOf({ type, ref }: Nature): Nature {
  if (type === undefined) return unknown
  if ((type.kind === 'slice' || type.kind === 'array') && ref !== undefined) return ref
  return type.elem === undefined ? unknown : natureOf(type.elem)
}

const nilable = new Set(['ptr', 'interface', 'func', 'map', 'slice'])

export function isAssignable(from: Nature, to: Nature): boolean {
  if (from.nil && to.type !== undefined && nilable.has(to.type.kind)) return true
  if (from.type === undefined || to.type === undefined) return false
  return from.type.name === to.type.name || (to.type.kind === 'interface' && to.type !== errorType)
}

export function isComparable(a: Nature, b: Nature): boolean {
  return (
    isUnknown(a) ||
    isUnknown(b) ||
    a.nil ||
    b.nil ||
    (isNumber(a) && isNumber(b)) ||
    (isDuration(a) && isDuration(b)) ||
    (isTime(a) && isTime(b)) ||
    (isArray(a) && isArray(b)) ||
    isAssignable(a, b)
  )
}

type Check = (nature: Nature) => boolean

/** Whether one side is unknown and the other may be what is wanted. */
export function maybe(a: Nature, b: Nature, ...checks: Check[]): boolean {
  const isOne = (nature: Nature): boolean => checks.some((check) => check(nature))
  if (isUnknown(a)) return isUnknown(b) || isOne(b)
  return isUnknown(b) && isOne(a)
}
