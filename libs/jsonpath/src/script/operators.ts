import { Re2Error, compile } from '@millrace/re2'
import { JsonPathError } from '../error.ts'
import type { Value } from '../value.ts'
import { bigintOf, booleanOf, isIn, itemsOf, numberOf, textOf } from './operand.ts'
import type { Context } from '../walk.ts'
import type { Operand, Script } from './script.ts'

type Operator = (left: Operand, right: Operand) => Script

/** Two numbers make a value. */
const numbers =
  (make: (left: number, right: number) => Value): Operator =>
  (left, right) =>
  (context, current) =>
    make(numberOf(left, context, current), numberOf(right, context, current))

/** By number where both are, else by text. */
const equality =
  (isWanted: boolean): Operator =>
  (left, right) =>
  (context, current) => {
    const [first, second] = [left, right].map((side) => attempt(() => numberOf(side, context, current)))
    if (first !== undefined && second !== undefined) return (first === second) === isWanted
    return (textOf(left, context, current) === textOf(right, context, current)) === isWanted
  }

const membership =
  (isWanted: boolean): Operator =>
  (left, right) =>
  (context, current) => {
    const item = itemOf(left, context, current)
    return itemsOf(right, context, current).some((element) => element === item) === isWanted
  }

function itemOf(operand: Operand, context: Context, current: Value): Value | undefined {
  return (
    attempt(() => numberOf(operand, context, current)) ??
    attempt(() => textOf(operand, context, current)) ??
    attempt(() => booleanOf(operand, context, current))
  )
}

function attempt<T>(act: () => T): T | undefined {
  try {
    return act()
  } catch (error) {
    if (error instanceof JsonPathError) return undefined
    throw error
  }
}

/** What each sign between two operands does; `!` has the right one only. Both sides are always worked out. */
export const operators: Readonly<Record<string, Operator>> = {
  '||': (left, right) => (context, current) => {
    const [first, second] = [booleanOf(left, context, current), booleanOf(right, context, current)]
    return first || second
  },
  '&&': (left, right) => (context, current) => {
    const [first, second] = [booleanOf(left, context, current), booleanOf(right, context, current)]
    return first && second
  },
  '!': (_, right) => (context, current) => !booleanOf(right, context, current),
  '==': equality(true),
  '!=': equality(false),
  '<=': numbers((left, right) => left <= right),
  '>=': numbers((left, right) => left >= right),
  '<': numbers((left, right) => left < right),
  '>': numbers((left, right) => left > right),
  '+': numbers((left, right) => left + right),
  '-': numbers((left, right) => left - right),
  '*': numbers((left, right) => left * right),
  '/': numbers((left, right) => left / right),
  // Unlike JavaScript, Go has 1 to the power of anything be 1.
  '**': numbers((left, right) => (left === 1 ? 1 : left ** right)),
  '%': (left, right) => (context, current) => {
    const [first, second] = [bigintOf(left, context, current), bigintOf(right, context, current)]
    if (second === 0n) throw new JsonPathError('runtime error: integer divide by zero')
    return BigInt.asIntN(64, first % second)
  },
  '=~': (left, right) => (context, current) => {
    const [text, pattern] = [left, right].map((side) => unquoted(textOf(side, context, current)))
    try {
      return compile(pattern ?? '').test(text ?? '')
    } catch (error) {
      if (error instanceof Re2Error) throw new JsonPathError('invalid argument. expected a valid regexp')
      throw error
    }
  },
  in: membership(true),
  'not in': membership(false),
}

function unquoted(text: string): string {
  return isIn(text, "'") ? text.slice(1, -1) : text
}
