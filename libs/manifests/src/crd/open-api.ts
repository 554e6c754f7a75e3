import type { JsonObject } from '../schema/json.ts'
import type { Field, ObjectSchema, Schema, StringSchema } from '../schema/schema.ts'

/** Rules in CEL by the name of the object schema that they are for. */
export type CelRules = Readonly<Record<string, readonly CelRule[]>>

export interface CelRule {
  readonly rule: string
  readonly message: string
}

/** Says what an object of a table is in the form that a CRD wants: structural, and open for whatever it does not know. */
export function openApiOf(schema: Schema, rules: CelRules): JsonObject {
  return new Writer(rules).write(schema)
}

/** Unknown fields are kept: the original keeps them too, and so do manifests that carry them. */
const open = { 'x-kubernetes-preserve-unknown-fields': true }

class Writer {
  readonly #rules: CelRules
  /** The lazy schemas that are being written: a CRD cannot refer to itself, so the second time around is left open. */
  readonly #within = new Set<Schema>()

  constructor(rules: CelRules) {
    this.#rules = rules
  }

  write(schema: Schema): JsonObject {
    switch (schema.kind) {
      case 'string':
        return { type: 'string', nullable: true }
      case 'integer':
        return { type: 'integer', format: 'int64', nullable: true }
      case 'boolean':
        return { type: 'boolean', nullable: true }
      case 'int64OrString':
        return { 'x-kubernetes-int-or-string': true, nullable: true }
      // Whoever decodes these takes several types of JSON, which a structural schema has no word for.
      case 'amount':
      case 'quantity':
        return { ...open, nullable: true }
      case 'json':
        return schema.shape === 'any' ? { ...open, nullable: true } : { type: 'object', ...open, nullable: true }
      case 'list':
        return { type: 'array', items: this.write(schema.item), nullable: true }
      case 'map':
        return { type: 'object', additionalProperties: this.write(schema.value), nullable: true }
      case 'object':
        return this.#object(schema)
      case 'lazy': {
        const target = schema.get()
        return this.write(target)
      }
      default:
        return schema satisfies never
    }
  }

  #object(schema: ObjectSchema): JsonObject {
    if (this.#within.has(schema)) return { type: 'object', ...open, nullable: true }
    this.#within.add(schema)
    const properties = Object.entries(schema.fields).map(([name, field]) => [name, this.#field(field)] as const)
    this.#within.delete(schema)
    const rules = this.#rules[schema.name]?.map(({ rule, message }) => ({ rule, message }))
    return {
      type: 'object',
      ...open,
      nullable: true,
      properties: Object.fromEntries(properties),
      ...(rules === undefined ? {} : { 'x-kubernetes-validations': rules }),
    }
  }

  #field({ schema, doc, fallback }: Field): JsonObject {
    const words = schema.kind === 'string' ? wordsOf(schema) : ''
    const otherwise = fallback === undefined || fallback === '' ? '' : ` Default: ${JSON.stringify(fallback)}.`
    return { description: `${doc}${words}${otherwise}`, ...this.write(schema) }
  }
}

/** As a description, not as an enum: another spelling of a word is understood, with a warning. */
function wordsOf({ oneOf }: StringSchema): string {
  return oneOf === undefined || oneOf.length < 2 ? '' : ` One of ${oneOf.join(', ')}.`
}
