import { compareUtf8 } from '@millrace/value'
import { boolOfText } from '../results/convert.ts'
import { parseNumber } from '../text/number-text.ts'
import { matchesPattern } from '../text/pattern.ts'
import { stringText } from '../text/string-text.ts'
import type { Query } from '../path/path.ts'
import type { QueryOperator } from '../path/query-syntax.ts'
import type { GjsonResult } from '../results/result.ts'

/** Whether what the query's path found passes its condition. */
export function queryMatches(query: Query, found: GjsonResult): boolean {
  if (query.value.startsWith('~')) {
    const truth = convert(query.value.slice(1), found)
    if (truth === undefined) return false
    return query.operator === '' || truthMatches(query.operator, truth, 'true')
  }
  if (!found.exists) return false
  if (query.operator === '') return true
  switch (found.type) {
    case 'String':
      return stringMatches(query.operator, stringText(found.raw), query.value)
    case 'Number':
      return numberMatches(query.operator, parseNumber(found.raw), parseNumber(query.value))
    case 'True':
      return truthMatches(query.operator, true, query.value)
    case 'False':
      return truthMatches(query.operator, false, query.value)
    case 'Null':
    case 'JSON':
      return false
    default:
      return found.type satisfies never
  }
}

/** The `~` forms turn what was found, or its absence, into a truth value. */
function convert(form: string, found: GjsonResult): boolean | undefined {
  switch (form) {
    case '*':
      return found.exists
    case 'null':
      return found.type === 'Null'
    case 'true':
      return isLike(true, found)
    case 'false':
      return found.type === 'Null' || isLike(false, found)
    default:
      return undefined
  }
}

function isLike(truth: boolean, found: GjsonResult): boolean {
  switch (found.type) {
    case 'True':
      return truth
    case 'False':
      return !truth
    case 'String':
      return boolOfText(stringText(found.raw)) === truth
    case 'Number':
      return (parseNumber(found.raw) !== 0) === truth
    case 'Null':
    case 'JSON':
      return false
    default:
      return found.type satisfies never
  }
}

function stringMatches(operator: QueryOperator, text: string, value: string): boolean {
  if (operator === '%') return matchesPattern(text, value)
  if (operator === '!%') return !matchesPattern(text, value)
  return orderMatches(operator, compareUtf8(text, value))
}

function numberMatches(operator: QueryOperator, number: number, value: number): boolean {
  // A NaN is unequal to everything and in no order with anything.
  const order = Number.isNaN(number) || Number.isNaN(value) ? Number.NaN : number < value ? -1 : Number(number > value)
  return orderMatches(operator, order)
}

function orderMatches(operator: QueryOperator, order: number): boolean {
  switch (operator) {
    case '=':
      return order === 0
    case '!=':
      return order !== 0
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    case '>=':
      return order >= 0
    case '':
    case '!':
    case '%':
    case '!%':
      return false
    default:
      return operator satisfies never
  }
}

/** False comes before true, but a value that is neither word is only ever unequal – except to these two. */
function truthMatches(operator: QueryOperator, truth: boolean, value: string): boolean {
  switch (operator) {
    case '=':
      return value === String(truth)
    case '!=':
      return value !== String(truth)
    case '<':
      return !truth && value === 'true'
    case '<=':
      return !truth
    case '>':
      return truth && value === 'false'
    case '>=':
      return truth
    case '':
    case '!':
    case '%':
    case '!%':
      return false
    default:
      return operator satisfies never
  }
}
