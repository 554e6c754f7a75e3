import { Panic, toJson } from '@millrace/expr'
import type { Value } from '@millrace/expr'
import { BindingError } from './binding.ts'

/**
 * A result as the text of a workflow's parameter: its JSON, without the quotes where it is a text. Escapes within stay as
 * they are, but for those of `<`, `>` and `&`; the original does so, and manifests rely on it.
 */
export function parameterValue(parameter: string, value: Value): string {
  const json = jsonOf(parameter, value)
  const text = json.startsWith('"') ? json.slice(1, -1) : json
  return text.replaceAll('\\u003c', '<').replaceAll('\\u003e', '>').replaceAll('\\u0026', '&')
}

function jsonOf(parameter: string, value: Value): string {
  try {
    return toJson(value)
  } catch (error) {
    if (!(error instanceof Panic)) throw error
    throw new BindingError('run', `failed to convert result to JSON "${parameter}" expression: ${error.message}`)
  }
}
