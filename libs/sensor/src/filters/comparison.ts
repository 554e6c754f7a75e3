import { toBool, toFloat } from '@millrace/gjson'
import type { GjsonResult } from '@millrace/gjson'
import { messageOf } from '../compiled.ts'
import { patternTest } from './pattern-test.ts'
import { parseFloat64 } from '@millrace/value'

/** Whether a value fits one of a filter's alternatives. `text` gives it as a text, made when it is asked for. */
export type Test = (found: GjsonResult, text: () => string) => boolean

/** One of a filter's values, ready to compare with; or why it can never be. */
export type Alternative =
  | { readonly kind: 'test'; readonly test: Test }
  | { readonly kind: 'wrong'; readonly message: string }

/** How one of a filter's values is compared; undefined for a type that does not exist. */
export function comparisonOf(type: string, comparator: string): ((value: string) => Alternative) | undefined {
  switch (type) {
    case 'bool':
      return boolAlternative
    case 'number':
      return (value) => numberAlternative(value, numberComparisons[comparator])
    case 'string':
      return (value) => stringAlternative(value, comparator)
    default:
      return undefined
  }
}

const trueWords = new Set(['1', 't', 'T', 'TRUE', 'true', 'True'])
const falseWords = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False'])

/** Equality whatever the comparator says. */
function boolAlternative(value: string): Alternative {
  const expected = trueWords.has(value)
  if (!expected && !falseWords.has(value)) return wrong(`${JSON.stringify(value)} is not a boolean`)
  return { kind: 'test', test: (found) => toBool(found) === expected }
}

type NumberComparison = (found: number, expected: number) => boolean

const equal: NumberComparison = (found, expected) => found === expected

const numberComparisons: Readonly<Record<string, NumberComparison>> = {
  '': equal,
  '=': equal,
  '!=': (found, expected) => found !== expected,
  '>': (found, expected) => found > expected,
  '>=': (found, expected) => found >= expected,
  '<': (found, expected) => found < expected,
  '<=': (found, expected) => found <= expected,
}

function numberAlternative(value: string, holds: NumberComparison | undefined): Alternative {
  const expected = parseFloat64(value)
  // What is beyond float64 is an error, not infinity.
  if (expected.kind !== 'float') return wrong(`${JSON.stringify(value)} is not a number`)
  return { kind: 'test', test: (found) => holds !== undefined && holds(toFloat(found), expected.value) }
}

function stringAlternative(value: string, comparator: string): Alternative {
  const wanted = comparator === '' || comparator === '=' ? true : comparator === '!=' ? false : undefined
  try {
    const test = patternTest(value)
    return { kind: 'test', test: (_, text) => wanted !== undefined && test(text()) === wanted }
  } catch (error) {
    return wrong(messageOf(error))
  }
}

function wrong(message: string): Alternative {
  return { kind: 'wrong', message }
}
