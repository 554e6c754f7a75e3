import { get, isValid, toBool, toFloat, toInt, toStr, toValue } from '@millrace/gjson'
import { at } from '../adapter.ts'
import type { Input } from '../adapter.ts'
import { text, wrong } from '../input.ts'

/** `get` → all that a result can be asked; `valid` → whether it is JSON. */
export function evalGjson(input: Input): unknown {
  const json = text(input, 'json')
  switch (input['op']) {
    case 'get':
      return at('run', () => lookUp(json, text(input, 'path')))
    case 'valid':
      return { valid: isValid(json) }
    default:
      throw wrong('op', 'get or valid')
  }
}

function lookUp(json: string, path: string): unknown {
  const found = get(json, path)
  if (!found.exists) return { exists: false }
  const { type, raw } = found
  const string = toStr(found)
  const bool = toBool(found)
  const float = toFloat(found)
  return { exists: true, type, raw, string, bool, float, int: String(toInt(found)), value: toValue(found) }
}
