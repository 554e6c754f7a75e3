import { JsonError, decodeJson, parseFloat64 } from '@millrace/value'
import { nestingMax } from '../budget.ts'
import type { Compiling } from '../compiling.ts'
import { JsonPathError } from '../error.ts'
import type { Value } from '../value.ts'
import { walk } from '../walk.ts'
import { findSign } from './find-sign.ts'
import { isNamed } from './operand.ts'
import { operators } from './operators.ts'
import type { Operand, Script } from './script.ts'

/** In the order in which they are looked for: the first that is there parts the text. */
const signs: readonly string[] = '|| && == != <= >= < > =~ ! + - ** * / % not_in in @ $'
  .split(' ')
  .map((sign) => sign.replace('_', ' '))

/** Compiles what stands in `[(…)]` or `[?(…)]`. */
export function compileScript(text: string, compiling: Compiling): Script {
  const deeper = { ...compiling, depth: compiling.depth + 1 }
  if (deeper.depth > nestingMax) throw new JsonPathError(`the path nests more than ${nestingMax} levels`)
  const script = operation(text, signs, deeper)
  if (script !== undefined) return script
  if (text === '') {
    return () => {
      throw new JsonPathError('invalid expression. is empty')
    }
  }
  return literal(text)
}

/** Without an operator a text is a name, a number, a boolean, or itself. */
function literal(text: string): Script {
  if (text === 'nil' || text === 'null') return () => null
  const number = parseFloat64(text)
  if (number.kind === 'float') return () => number.value
  if (/^(?:1|t|T|TRUE|true|True)$/.test(text)) return () => true
  if (/^(?:0|f|F|FALSE|false|False)$/.test(text)) return () => false
  return () => text
}

/** Undefined when none of the signs is there with what it needs on its sides. */
function operation(given: string, allowed: readonly string[], compiling: Compiling): Script | undefined {
  let expression = given.trim()
  let rest = allowed
  while (expression !== '') {
    compiling.budget.spend(1 + expression.length / 16)
    const [sign = ''] = rest
    if (expression.startsWith('(') && expression.endsWith(')')) {
      expression = expression.slice(1, -1).trim()
      // What was in parentheses is looked through for all signs again, after this one.
      rest = ['', ...signs]
    }
    const found = split(expression, sign, rest, compiling)
    if (found !== undefined) return found
    if (rest.length === 1) return undefined
    rest = rest.slice(1)
  }
  return undefined
}

function split(expression: string, sign: string, rest: readonly string[], compiling: Compiling): Script | undefined {
  const at = sign === '' ? -1 : findSign(expression, sign)
  if (at < 0) return undefined
  const isPath = sign === '@' || sign === '$'
  const [left, right] = [expression.slice(0, at).trim(), expression.slice(at + sign.length).trim()]
  if (right === '' && !isPath) return undefined
  const rightSide = operand(right, rest, compiling)
  if (left === '' && !isPath && sign !== '!') return undefined
  const leftSide = operand(left, rest, compiling)
  if (!isPath && sign !== '!') return operators[sign]?.(leftSide, rightSide)
  if (leftSide !== undefined) return undefined
  return isPath ? path(expression, compiling) : operators['!']?.(undefined, rightSide)
}

/** A path within a script; a text that it finds is put in quotes, as a written one is. */
function path(expression: string, compiling: Compiling): Script {
  const steps = compiling.readPath(expression, compiling)
  return (context, current) => {
    const value = walk(steps, context, current)
    if (typeof value !== 'string') return value
    return value.length > 1 && value.startsWith("'") && value.endsWith("'") ? value : `'${value}'`
  }
}

function operand(text: string, rest: readonly string[], compiling: Compiling): Operand {
  const deeper = { ...compiling, depth: compiling.depth + 1 }
  if (deeper.depth > nestingMax * 4) throw new JsonPathError('the script is too long')
  const run = operation(text, rest, deeper)
  if (run !== undefined) return { kind: 'script', run }
  const trimmed = text.trim()
  if (trimmed === '') return undefined
  const isCollection = /^(?:\[.*\]|\{.*\})$/s.test(trimmed) && !isNamed(trimmed)
  const value = isCollection ? decoded(trimmed) : undefined
  return value === undefined ? { kind: 'text', text: trimmed } : { kind: 'value', value }
}

function decoded(text: string): Value | undefined {
  try {
    // What is decoded is JSON, and so a value.
    return decodeJson(text) as Value
  } catch (error) {
    if (error instanceof JsonError) return undefined
    throw error
  }
}
