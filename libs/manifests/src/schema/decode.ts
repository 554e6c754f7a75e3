import { decodeObject } from './decode-object.ts'
import {
  decodeAmount,
  decodeBoolean,
  decodeInteger,
  decodeInt64OrString,
  decodeQuantity,
  decodeString,
} from './decode-scalar.ts'
import { describeSchema, describeType } from './describe.ts'
import { isJsonObject, member } from './json.ts'
import type { Path } from './path.ts'
import type { Reading } from './reading.ts'
import type { Decodes, ListSchema, MapSchema, Schema } from './schema.ts'

/** Reads `raw` as `schema` says. Undefined means that it could not be read, and that the reading says why. */
export function decode<T>(schema: Schema & Decodes<T>, raw: unknown, path: Path, reading: Reading): T | undefined {
  // The schema's builder tied T to its kind; `decodeAny` keeps to the kind.
  return decodeAny(schema, raw, path, reading) as T | undefined
}

function decodeAny(schema: Schema, raw: unknown, path: Path, reading: Reading): unknown {
  switch (schema.kind) {
    case 'string':
      return decodeString(schema, raw, path, reading)
    case 'integer':
      return decodeInteger(schema, raw, path, reading)
    case 'boolean':
      return decodeBoolean(raw, path, reading)
    case 'amount':
      return decodeAmount(raw, path, reading)
    case 'int64OrString':
      return decodeInt64OrString(raw, path, reading)
    case 'quantity':
      return decodeQuantity(raw, path, reading)
    case 'json':
      return schema.shape === 'any' || isJsonObject(raw) ? raw : mismatch(schema, raw, path, reading)
    case 'list':
      return decodeList(schema, raw, path, reading)
    case 'map':
      return decodeMap(schema, raw, path, reading)
    case 'object':
      return decodeObject(schema, raw, path, reading, decodeAny)
    case 'lazy':
      return decodeAny(schema.get(), raw, path, reading)
    default:
      return schema satisfies never
  }
}

/** Elements that cannot be read are left out, so that the others are still checked; the reading has failed by then. */
function decodeList(schema: ListSchema, raw: unknown, path: Path, reading: Reading): unknown {
  if (!Array.isArray(raw)) return decodeLone(schema, raw, path, reading)
  const items = raw.flatMap((item: unknown, index) => {
    const value = decodeAny(schema.item, item ?? emptyOf(schema.item), [...path, index], reading)
    return value === undefined ? [] : [value]
  })
  reading.place(items, { path })
  return items
}

/** `events: push` where `events: [push]` is meant. */
function decodeLone(schema: ListSchema, raw: unknown, path: Path, reading: Reading): unknown {
  const isScalar = typeof raw === 'string' || typeof raw === 'number' || typeof raw === 'boolean'
  if (!isScalar || !['string', 'integer'].includes(schema.item.kind)) return mismatch(schema, raw, path, reading)
  const value = decodeAny(schema.item, raw, path, reading)
  if (value === undefined) return undefined
  reading.report({
    severity: 'warning',
    code: 'coerced',
    path,
    message: `expected a list, found ${describeType(raw)}, read as a list of one`,
    remedy: 'write it as a list',
  })
  return [value]
}

function decodeMap(schema: MapSchema, raw: unknown, path: Path, reading: Reading): unknown {
  if (!isJsonObject(raw)) return mismatch(schema, raw, path, reading)
  const entries: [string, unknown][] = []
  for (const key of Object.keys(raw)) {
    const value = decodeAny(schema.value, member(raw, key) ?? emptyOf(schema.value), [...path, key], reading)
    if (value !== undefined) entries.push([key, value])
  }
  const result = Object.fromEntries(entries)
  reading.place(result, { path })
  return result
}

/** What Kubernetes reads a null as where an element or map value stands: the type's empty value. */
function emptyOf(schema: Schema): unknown {
  switch (schema.kind) {
    case 'string':
    case 'quantity':
      return ''
    case 'integer':
    case 'amount':
    case 'int64OrString':
      return 0
    case 'boolean':
      return false
    case 'json':
      return schema.shape === 'object' ? {} : null
    case 'list':
      return []
    case 'map':
    case 'object':
      return {}
    case 'lazy':
      return emptyOf(schema.get())
    default:
      return schema satisfies never
  }
}

function mismatch(schema: Schema, raw: unknown, path: Path, reading: Reading): undefined {
  reading.report({
    severity: 'error',
    code: 'type',
    path,
    message: `expected ${describeSchema(schema)}, found ${describeType(raw)}`,
  })
  return undefined
}
