import { Panic, encodeTagged, toJson } from '@millrace/expr'
import type { Value } from '@millrace/expr'
import { eventSourceExpressions } from '@millrace/languages/expr'
import { exprValue } from '../adapters/expr.ts'
import type { Ask } from '../question.ts'

export const askExpr: Ask = ({ text, data, options }) => {
  const value = exprValue({ expr: text, env: data ?? {} })
  return options.tagged === true ? JSON.stringify(encodeTagged(value)) : plainJson(value)
}

export const askEventSourceFilter: Ask = ({ text, data }) => {
  const { filter } = eventSourceExpressions({ nowMs: () => Date.now() })
  return String(filter(text)(data ?? {}))
}

/** JSON as Go writes it; tagged where a value has no such form. */
function plainJson(value: Value): string {
  try {
    return toJson(value)
  } catch (error) {
    if (error instanceof Panic) return JSON.stringify(encodeTagged(value))
    throw error
  }
}
