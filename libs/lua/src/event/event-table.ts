import { decodeJson, JsonError } from '@millrace/value'
import type { JsonMap, JsonValue } from '@millrace/value'
import { LuaError } from '../error.ts'
import { Table } from '../run/table.ts'
import { textToBytes } from '../text/bytes.ts'
import type { Value } from '../value.ts'

/** The table that a script finds in `event`. Throws a LuaError when the data is not a JSON object. */
export function eventFromJson(data: string): Table {
  const value = decoded(data)
  if (value === null) return new Table()
  if (typeof value === 'object' && !Array.isArray(value) && isMap(value)) return objectTable(value)
  const kind = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value
  const reason = `json: cannot unmarshal ${kind} into Go value of type map[string]interface {}`
  throw new LuaError({ stage: 'run', code: 'data', reason: `${reason}: a script needs data that is an object` })
}

function decoded(data: string): JsonValue {
  try {
    return decodeJson(data)
  } catch (error) {
    if (error instanceof JsonError) throw new LuaError({ stage: 'run', code: 'data', reason: error.message })
    throw error
  }
}

/** Numbers are float64, so there are no `JsonNumber`s. */
function isMap(value: object): value is JsonMap {
  return !Array.isArray(value)
}

/** Members that are null are not there. What is within is converted when the script first looks at it. */
export function objectTable(object: JsonMap): Table {
  return lazily((table) => {
    for (const key of Object.keys(object)) {
      const value = object[key]
      if (Array.isArray(value)) table.setField(textToBytes(key), listTable(value))
      else {
        const converted = convert(value)
        if (converted !== undefined) table.setField(textToBytes(key), converted)
      }
    }
  })
}

/** As Argo Events has it: nulls and lists within lists are left out, and what follows moves up. */
function listTable(list: readonly JsonValue[]): Table {
  return lazily((table) => {
    for (const item of list) {
      const converted = Array.isArray(item) ? undefined : convert(item)
      if (converted !== undefined) table.array.push(converted)
    }
  })
}

function convert(value: JsonValue | undefined): Value {
  if (typeof value === 'string') return textToBytes(value)
  if (typeof value === 'number' || typeof value === 'boolean') return value
  return typeof value === 'object' && value !== null && isMap(value) ? objectTable(value) : undefined
}

function lazily(fill: (table: Table) => void): Table {
  const table = new Table()
  table.filler = fill
  return table
}
