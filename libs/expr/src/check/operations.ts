import type { BinaryNode, UnaryNode } from '../parse/node.ts'
import { PatternError, matcherOf } from '../text/pattern.ts'
import { bytesType, durationType, floatType, intSliceType, intType, stringType, timeType } from '../value/go-type.ts'
import type { Checker } from './checker.ts'
import { arrayOf, bool, deref, elemOf, isArray, isAssignable, isBool, isComparable, isDuration } from './nature.ts'
import { isFloat, isInteger, isMap, isNumber, isString, isStruct, isTime, isUnknown, maybe, nameOf } from './nature.ts'
import { natureOf, nilNature, unknown } from './nature.ts'
import type { Nature } from './nature.ts'

const int = natureOf(intType)
const float = natureOf(floatType)
const string = natureOf(stringType)
const time = natureOf(timeType)
const duration = natureOf(durationType)

export function checkUnary(c: Checker, node: UnaryNode): Nature {
  const nature = deref(c.visit(node.node))
  if (node.operator === '!' || node.operator === 'not') {
    if (isBool(nature) || isUnknown(nature)) return bool
  } else {
    if (isNumber(nature)) return nature
    if (isUnknown(nature)) return unknown
  }
  throw c.fault(node, `invalid operation: ${node.operator} (mismatched type ${nameOf(nature)})`)
}

export function checkBinary(c: Checker, node: BinaryNode): Nature {
  const left = deref(c.visit(node.left))
  const right = deref(c.visit(node.right))
  const rule = rules[node.operator]
  const found = rule?.(left, right, c, node)
  if (found !== undefined) return found
  const types = `mismatched types ${nameOf(left)} and ${nameOf(right)}`
  throw c.fault(node, `invalid operation: ${node.operator} (${types})`)
}

/** What an operator makes of two natures; undefined when they do not fit. */
type Rule = (a: Nature, b: Nature, c: Checker, node: BinaryNode) => Nature | undefined

const both = (a: Nature, b: Nature, is: (nature: Nature) => boolean): boolean => is(a) && is(b)
const promoted = (a: Nature, b: Nature): Nature => (isFloat(a) || isFloat(b) ? float : int)

const equality: Rule = (a, b) => (isComparable(a, b) ? bool : undefined)
const logic: Rule = (a, b) => (both(a, b, isBool) || maybe(a, b, isBool) ? bool : undefined)

const order: Rule = (a, b) => {
  const fits = [isNumber, isString, isTime, isDuration].some((is) => both(a, b, is))
  return fits || maybe(a, b, isNumber, isString, isTime, isDuration) ? bool : undefined
}

const subtract: Rule = (a, b) => {
  if (both(a, b, isNumber)) return promoted(a, b)
  if (both(a, b, isTime) || both(a, b, isDuration)) return duration
  if (isTime(a) && isDuration(b)) return time
  return maybe(a, b, isNumber, isTime, isDuration) ? unknown : undefined
}

const multiply: Rule = (a, b) => {
  if (both(a, b, isNumber)) return promoted(a, b)
  if (both(a, b, (n) => isNumber(n) || isDuration(n))) return duration
  return maybe(a, b, isNumber, isDuration) ? unknown : undefined
}

const add: Rule = (a, b) => {
  if (both(a, b, isNumber)) return promoted(a, b)
  if (both(a, b, isString)) return string
  if ((isTime(a) && isDuration(b)) || (isDuration(a) && isTime(b))) return time
  if (both(a, b, isDuration)) return duration
  return maybe(a, b, isNumber, isString, isTime, isDuration) ? unknown : undefined
}

const fraction: Rule = (a, b) => (both(a, b, isNumber) || maybe(a, b, isNumber) ? float : undefined)
const modulo: Rule = (a, b) => (both(a, b, isInteger) || maybe(a, b, isInteger) ? int : undefined)
const range: Rule = (a, b, c) => {
  if (!both(a, b, isInteger) && !maybe(a, b, isInteger)) return undefined
  return c.dialect.modern ? arrayOf(int) : natureOf(intSliceType)
}
const text: Rule = (a, b) => (both(a, b, isString) || maybe(a, b, isString) ? bool : undefined)

const membership: Rule = (a, b, c, node) => {
  if ((isString(a) || isUnknown(a)) && isStruct(b)) return bool
  if (isMap(b)) {
    const key = b.type?.key
    if (a.nil && !c.dialect.modern) return bool
    if (key !== undefined && !isUnknown(a) && !isAssignable(a, natureOf(key))) {
      throw c.fault(node, `cannot use ${nameOf(a)} as type ${key.name} in map key`)
    }
    return bool
  }
  if (isArray(b)) {
    const elem = elemOf(b)
    if (isComparable(a, elem)) return bool
    throw c.fault(node, `cannot use ${nameOf(a)} as type ${nameOf(elem)} in array`)
  }
  return (isUnknown(a) && isString(b)) || isUnknown(b) ? bool : undefined
}

const matching: Rule = (a, b, c, node) => {
  if (node.right.kind === 'string') checkPattern(c, node, node.right.value)
  if ((isString(a) || (c.dialect.modern && a.type === bytesType)) && isString(b)) return bool
  return maybe(a, b, isString) ? bool : undefined
}

function checkPattern(c: Checker, node: BinaryNode, pattern: string): void {
  try {
    matcherOf(pattern)
  } catch (error) {
    throw error instanceof PatternError ? c.fault(node, error.message) : error
  }
}

const coalesce: Rule = (a, b) => {
  if (a.nil) return b.nil ? nilNature : b
  if (b.nil) return a
  return isAssignable(b, a) ? a : unknown
}

const rules: Readonly<Record<string, Rule>> = {
  '==': equality,
  '!=': equality,
  or: logic,
  '||': logic,
  and: logic,
  '&&': logic,
  '<': order,
  '>': order,
  '<=': order,
  '>=': order,
  '-': subtract,
  '*': multiply,
  '/': fraction,
  '**': fraction,
  '^': fraction,
  '%': modulo,
  '+': add,
  in: membership,
  matches: matching,
  contains: text,
  startsWith: text,
  endsWith: text,
  '..': range,
  '??': coalesce,
}
