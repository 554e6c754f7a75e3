import { isJsonObject } from '../schema/json.ts'
import type { Language, Schema } from '../schema/schema.ts'
import { dataFilter } from '../sensor/data-filter.ts'
import { findKind, type Manifest } from './kinds.ts'

/** A text in a language that is compiled elsewhere. `node` and `field` are for `ReadObject.locate`. */
export interface EmbeddedText {
  readonly language: Language
  readonly text: string
  readonly node: object
  readonly fields: readonly (string | number)[]
}

/** Every expression, path, template, pattern, script and schedule of an object, for whoever compiles them. */
export function embeddedTexts(object: Manifest): readonly EmbeddedText[] {
  const kind = findKind(object.kind, object.apiVersion)
  const found: EmbeddedText[] = []
  if (kind !== undefined) collect(kind.schema, object, object, [], found)
  return found
}

function collect(
  schema: Schema,
  value: unknown,
  node: object,
  fields: readonly (string | number)[],
  found: EmbeddedText[],
): void {
  switch (schema.kind) {
    case 'string':
      if (schema.language !== undefined && typeof value === 'string' && value !== '') {
        found.push({ language: schema.language, text: value, node, fields })
      }
      break
    case 'list':
      if (Array.isArray(value)) {
        value.forEach((item, index) => {
          collect(schema.item, item, node, [...fields, index], found)
        })
      }
      break
    case 'map':
      if (!isJsonObject(value)) break
      for (const [key, item] of Object.entries(value)) collect(schema.value, item, node, [...fields, key], found)
      break
    case 'object':
      if (!isJsonObject(value)) break
      for (const [name, field] of Object.entries(schema.fields)) {
        if (Object.hasOwn(value, name)) collect(field.schema, value[name], value, [name], found)
      }
      if (schema === dataFilter && value['type'] === 'string') collectPatterns(value, found)
      break
    case 'lazy':
      collect(schema.get(), value, node, fields, found)
      break
    case 'integer':
    case 'boolean':
    case 'amount':
    case 'int64OrString':
    case 'quantity':
    case 'json':
      break
    default:
      schema satisfies never
  }
}

/** The values of a data filter are patterns only when its type is string, which a table cannot say. */
function collectPatterns(filter: object, found: EmbeddedText[]): void {
  if (!('value' in filter) || !Array.isArray(filter.value)) return
  for (const [index, text] of filter.value.entries()) {
    if (typeof text === 'string') found.push({ language: 're2', text, node: filter, fields: ['value', index] })
  }
}
