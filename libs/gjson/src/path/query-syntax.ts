import { closingQuote } from './selector-syntax.ts'
import { unescape } from '../text/string-text.ts'
import { trim } from '../text/trim.ts'

/** `''` asks only whether the path exists; `!` alone never matches. */
export type QueryOperator = '' | '=' | '!=' | '<' | '<=' | '>' | '>=' | '%' | '!%' | '!'

export interface QueryText {
  readonly path: string
  readonly operator: QueryOperator
  readonly value: string
  /** How much of the text it takes, its closing bracket included. */
  readonly length: number
}

/** Reads `#(path operator value)`, or the same in square brackets; undefined when it does not end. */
export function readQuery(text: string): QueryText | undefined {
  let depth = 1
  let operatorAt = 0
  let escaped = false
  for (let i = 2; i < text.length; i++) {
    const character = text.charAt(i)
    if (depth === 1 && operatorAt === 0 && /[!=<>%]/.test(character)) {
      operatorAt = i
    } else if (character === '\\') {
      i++
    } else if (character === '[' || character === '(') {
      depth++
    } else if (character === ']' || character === ')') {
      depth--
      if (depth > 0) continue
      const { operator, value } = operatorAt === 0 ? nothing : readCondition(text.slice(operatorAt, i), escaped)
      return { path: trim(text.slice(2, operatorAt === 0 ? i : operatorAt)), operator, value, length: i + 1 }
    } else if (character === '"') {
      const end = closingQuote(text, i + 1)
      escaped ||= text.slice(i, end).includes('\\')
      i = end
    }
  }
  return undefined
}

const nothing: { operator: QueryOperator; value: string } = { operator: '', value: '' }

function readCondition(text: string, escaped: boolean): { operator: QueryOperator; value: string } {
  const condition = trim(text)
  const operator = operatorOf(condition)
  const value = trim(condition.slice(condition.startsWith('==') ? 2 : operator.length))
  const quoted = value.length >= 2 && value.startsWith('"') && value.endsWith('"')
  if (!quoted) return { operator, value }
  return { operator, value: escaped ? unescape(value.slice(1, -1)) : value.slice(1, -1) }
}

/** A `!` before anything but `=` and `%` is no operator but belongs to the value, which then counts for nothing. */
function operatorOf(condition: string): QueryOperator {
  if (condition === '!') return '!'
  for (const operator of ['!=', '!%', '<=', '>=', '=', '<', '>', '%'] as const) {
    if (condition.startsWith(operator)) return operator
  }
  return ''
}
