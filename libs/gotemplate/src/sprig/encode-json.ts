import { JsonError, encodeFloat, quoteJson, writeJson } from '@millrace/value'
import type { JsonShape, JsonStyle } from '@millrace/value'
import type { Context } from '../call/context.ts'
import { Failure } from '../fault.ts'
import { bytesOf } from '../value/bytes.ts'
import { Complex } from '../value/complex.ts'
import { Dict } from '../value/dict.ts'
import { Int } from '../value/int.ts'
import { List } from '../value/list.ts'
import { typeOf } from '../value/type-of.ts'
import type { Value } from '../value/value.ts'
import { encodeBase64 } from './base64.ts'

/** Go's `json.Marshal`. Throws a Failure for what JSON cannot hold. */
export function encodeJson({ budget }: Context, value: Value, style: JsonStyle): string {
  const bounds = {
    depthMax: budget.depthMax,
    step: (): void => budget.step(),
    work: (units: number): void => budget.work(units),
  }
  try {
    return writeJson(value, (part) => shapeOf(part, style), { ...style, ...bounds })
  } catch (error) {
    if (!(error instanceof JsonError)) throw error
    throw new Failure(error.message, error.code === 'depth' ? 'budget' : 'evaluation')
  }
}

function shapeOf(value: Value, style: JsonStyle): JsonShape<Value> {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'string') return quoteJson(value, style.html)
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'number') return encodeFloat(value)
  if (value instanceof Int) return String(value.value)
  if (value instanceof List) return shapeOfList(value, style)
  if (value instanceof Dict) return value.isNil ? 'null' : { members: [...value.entries()] }
  if (value instanceof Complex || value.kind === 'func') {
    throw new Failure(`json: unsupported type: ${typeOf(value)}`)
  }
  const text = value.jsonText()
  if (text !== undefined) return quoteJson(text, style.html)
  return { members: value.fields().filter(([name]) => /^\p{Lu}/u.test(name)), isStruct: true }
}

function shapeOfList(list: List, style: JsonStyle): JsonShape<Value> {
  if (list.isNil) return 'null'
  return list.element === 'uint8' ? quoteJson(encodeBase64(bytesOf(list)), style.html) : list.items
}
