import type { BinaryNode, Node, UnaryNode } from '../parse/node.ts'
import { add, divide, exponent, modulo, multiply, negate, subtract } from '../run/arithmetic.ts'
import { compare } from '../run/compare.ts'
import type { Order } from '../run/compare.ts'
import type { Machine } from '../run/machine.ts'
import { equal, sameDeeply } from '../value/equal.ts'
import { intSliceType, intSetType } from '../value/go-type.ts'
import { toInt } from '../value/int.ts'
import { Panic } from '../value/panic.ts'
import { conversionFault, typeOf } from '../value/type-of.ts'
import { TypedSlice, isNil } from '../value/value.ts'
import type { Value } from '../value/value.ts'
import { isIn, isInSet } from '../run/fetch.ts'
import type { Code, Compiler } from './compiler.ts'
import { dereferenced } from './dereferenced.ts'
import { paired } from './leaks.ts'
import { compileMatches, compileText } from './texts.ts'

export function compileUnary(c: Compiler, node: UnaryNode): Code {
  const operand = c.compile(node.node)
  const at = node.offset
  if (node.operator === '+') return operand
  if (node.operator === '-') {
    return (m) => {
      const value = operand(m)
      m.offset = at
      return negate(value)
    }
  }
  return negated(operand, at)
}

export function negated(operand: Code, at: number): Code {
  return (m) => {
    const value = operand(m)
    if (typeof value === 'boolean') return !value
    m.offset = at
    throw new Panic(conversionFault(value, 'bool'))
  }
}

export function compileBinary(c: Compiler, node: BinaryNode): Code {
  const at = node.offset
  switch (node.operator) {
    case '==':
      return equality(c, node)
    case '!=':
      return negated(equality(c, node), at)
    case 'and':
    case '&&':
      return logic(c, node, false)
    case 'or':
    case '||':
      return logic(c, node, true)
    case '??':
      return coalesce(c, node)
    case '<':
    case '>':
    case '<=':
    case '>=':
      return ordered(c, node, node.operator)
    case 'in':
      return membership(c, node)
    case 'matches':
      return compileMatches(c, node)
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      return compileText(c, node, node.operator)
    default:
      return calculation(c, node)
  }
}

type Calculate = (m: Machine, a: Value, b: Value) => Value

const calculations: Readonly<Record<string, Calculate>> = {
  '+': add,
  '-': (_, a, b) => subtract(a, b),
  '*': (_, a, b) => multiply(a, b),
  '/': (_, a, b) => divide(a, b),
  '%': (_, a, b) => modulo(a, b),
  '**': (_, a, b) => exponent(a, b),
  '^': (_, a, b) => exponent(a, b),
  '..': range,
}

function calculation(c: Compiler, node: BinaryNode): Code {
  const calculate = calculations[node.operator] ?? add
  return paired(c, [c.compile(node.left), c.compile(node.right)], node.offset, calculate)
}

function range(m: Machine, a: Value, b: Value): Value {
  const from = toInt(a)
  const to = toInt(b)
  const size = BigInt.asIntN(64, to - from + 1n)
  if (size <= 0n) return new TypedSlice(intSliceType, [])
  m.grow(Number(size))
  m.step(Number(size))
  const items: bigint[] = []
  for (let next = from; next <= to; next++) items.push(next)
  return new TypedSlice(intSliceType, items)
}

function ordered(c: Compiler, node: BinaryNode, operator: Order): Code {
  return paired(c, [c.compile(node.left), c.compile(node.right)], node.offset, (_, a, b) => compare(a, operator, b))
}

/** The left side decides, or the right side's value is given as it is. */
function logic(c: Compiler, node: BinaryNode, decisive: boolean): Code {
  const left = c.compile(node.left)
  const right = dereferenced(node.right, c.compile(node.right))
  const at = node.offset
  return (m) => {
    const a = left(m)
    if (a === decisive) return a
    if (typeof a === 'boolean') return right(m)
    m.offset = at
    throw new Panic(conversionFault(a, 'bool'))
  }
}

function coalesce(c: Compiler, node: BinaryNode): Code {
  const left = dereferenced(node.left, c.compile(node.left))
  const right = dereferenced(node.right, c.compile(node.right))
  return (m) => {
    const a = left(m)
    return isNil(a) ? right(m) : a
  }
}

/** Whether the original compares two values of this kind without looking at their types. */
function bothAre(kind: string, { left, right }: BinaryNode): boolean {
  return [left, right].every(({ nature: { type } }) => type?.kind === kind && type.pkg === '')
}

function equality(c: Compiler, node: BinaryNode): Code {
  const left = c.compile(node.left)
  const right = c.compile(node.right)
  const at = node.offset
  if (bothAre('string', node)) return paired(c, [left, right], at, assured('string'))
  if (bothAre('int', node)) return paired(c, [left, right], at, assured('bigint'))
  if (!c.dialect.modern) return paired(c, [left, right], at, oldEquality)
  if (c.isLeaky) return paired(c, [left, right], at, (m, a, b) => equal(a, b, m.spend))
  return (m) => {
    const a = left(m)
    const b = right(m)
    if (typeof a === 'string' && typeof b === 'string') return a === b
    m.offset = at
    return equal(a, b, m.spend)
  }
}

/** Both sides are sure to be texts, or ints; where the checker was wrong, it is an error. */
function assured(type: 'string' | 'bigint'): Calculate {
  return (_, a, b) => {
    if (typeof a === type && typeof b === type) return a === b
    throw new Panic(conversionFault(typeof b === type ? a : b, type === 'string' ? 'string' : 'int'))
  }
}

/** v1.15 compares lists as it does maps: with exact types. */
const oldEquality: Calculate = (m, a, b) => {
  const isList = typeOf(a)?.elem !== undefined && typeOf(b)?.elem !== undefined
  return isList ? sameDeeply(a, b, m.spend) : equal(a, b, m.spend)
}

function membership(c: Compiler, node: BinaryNode): Code {
  const left = dereferenced(node.left, c.compile(node.left))
  const at = node.offset
  const set = setOf(node.right)
  if (set !== undefined) {
    const isInt = node.right.nature.type === intSetType
    return (m) => {
      const needle = left(m)
      m.offset = at
      return isInSet(needle, set, isInt)
    }
  }
  return paired(c, [left, c.compile(node.right)], at, isIn)
}

function setOf(node: Node): ReadonlySet<Value> | undefined {
  // `instanceof` does not tell a ReadonlySet; no other kind of set is ever in a constant.
  return node.kind === 'constant' && node.value instanceof Set ? (node.value as ReadonlySet<Value>) : undefined
}
