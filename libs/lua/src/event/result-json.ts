import { encodeFloat, JsonError, quoteJson, writeJson } from '@millrace/value'
import type { JsonShape } from '@millrace/value'
import { LuaError } from '../error.ts'
import type { Runtime } from '../run/runtime.ts'
import { Table } from '../run/table.ts'
import { plainText, typeName } from '../run/type-name.ts'
import { bytesToText } from '../text/bytes.ts'
import type { Value } from '../value.ts'

/**
 * A script's table as JSON, as Argo Events makes it. A table with anything at 1, 2, … is an array, with null for what is missing,
 * and its other keys are lost; any other is an object, unless its metatable says `__is_array = true`. Throws a LuaError.
 */
export function resultToJson(runtime: Runtime, table: Table): string {
  try {
    return writeJson<Value>(table, (value) => shapeOf(runtime, value), {
      step: () => runtime.spend(1),
      work: (units) => {
        runtime.chargeString(units)
        runtime.spend(units >> 3)
      },
    })
  } catch (error) {
    if (!(error instanceof JsonError)) throw error
    const reason = error.code === 'depth' ? 'the result nests too deeply: is a table in itself?' : error.message
    throw new LuaError({ stage: 'run', code: 'result', reason })
  }
}

function shapeOf(runtime: Runtime, value: Value): JsonShape<Value> {
  if (typeof value === 'string') return quoteJson(bytesToText(value), true)
  if (typeof value === 'number') return encodeFloat(value)
  if (value instanceof Table) return tableShape(runtime, value)
  if (value === undefined || typeof value === 'boolean') return value === undefined ? 'null' : String(value)
  throw new JsonError('unsupported', `json: unsupported type: ${typeName(value)}`)
}

function tableShape(runtime: Runtime, table: Table): JsonShape<Value> {
  const length = table.length()
  if (length > 0) return table.array.slice(0, length)
  if (table.metatable?.getString('__is_array') === true) return []
  const members: [string, Value][] = []
  table.keys.forEach((key, place) => {
    const value = table.values[place]
    if (value !== undefined) members.push([bytesToText(plainText(runtime, key)), value])
  })
  return { members }
}
