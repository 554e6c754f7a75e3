import type { JsonObject, JsonValue } from './json.ts'
import type {
  AmountSchema,
  BooleanSchema,
  Field,
  Fields,
  Infer,
  InferFields,
  Int64OrStringSchema,
  IntegerSchema,
  JsonSchema,
  Language,
  LazySchema,
  ListSchema,
  MapSchema,
  ObjectSchema,
  QuantitySchema,
  Schema,
  StringSchema,
} from './schema.ts'

const int32Max = 2 ** 31 - 1

export function string(options: Omit<StringSchema, 'kind'> = {}): StringSchema {
  return { kind: 'string', ...options }
}

/** Text in one of the languages that are compiled elsewhere. */
export function text(language: Language): StringSchema {
  return { kind: 'string', language }
}

/** One of a closed set of words. */
export function oneOf<const T extends string>(
  values: readonly T[],
  synonyms: Readonly<Record<string, T>> = {},
): StringSchema<T> {
  return { kind: 'string', oneOf: values, synonyms }
}

/** Usually one of these words; another one gets a warning and is kept. */
export function usually(values: readonly string[]): StringSchema {
  return { kind: 'string', oneOf: values, otherwise: 'warning' }
}

export function integer(min = -int32Max - 1, max = int32Max): IntegerSchema {
  return { kind: 'integer', min, max }
}

/** An int64 of the original, as far as JavaScript counts exactly. */
export function long(min: number = Number.MIN_SAFE_INTEGER): IntegerSchema {
  return { kind: 'integer', min, max: Number.MAX_SAFE_INTEGER }
}

export function boolean(): BooleanSchema {
  return { kind: 'boolean' }
}

export function amount(): AmountSchema {
  return { kind: 'amount' }
}

export function int64OrString(): Int64OrStringSchema {
  return { kind: 'int64OrString' }
}

export function quantity(): QuantitySchema {
  return { kind: 'quantity' }
}

export function json(): JsonSchema<JsonValue> {
  return { kind: 'json', shape: 'any' }
}

export function jsonObject(): JsonSchema<JsonObject> {
  return { kind: 'json', shape: 'object' }
}

export function list<S extends Schema>(item: S, options: { readonly mayBeEmpty?: boolean } = {}): ListSchema<Infer<S>> {
  return { kind: 'list', item, ...options }
}

export function map<S extends Schema>(value: S): MapSchema<Infer<S>> {
  return { kind: 'map', value }
}

export function object<const F extends Fields>(
  name: string,
  fields: F,
  options: Pick<ObjectSchema, 'hints' | 'lends'> = {},
): ObjectSchema<InferFields<F>> {
  return { kind: 'object', name, fields, ...options }
}

export function lazy<T>(get: () => Schema): LazySchema<T> {
  return { kind: 'lazy', get }
}

type Extras = Pick<Field, 'aliases' | 'under'>

/** A field that must be there and not be empty. `missing` is what to say otherwise. */
export function need<S extends Schema>(
  schema: S,
  doc: string,
  missing?: string,
  extras: Extras = {},
): Field<S, 'required'> {
  return { schema, presence: 'required', doc, ...(missing === undefined ? {} : { missing }), ...extras }
}

/** A field that may be absent. */
export function may<S extends Schema>(schema: S, doc: string, extras: Extras = {}): Field<S, 'optional'> {
  return { schema, presence: 'optional', doc, ...extras }
}

/** A field that has a value even when nobody wrote one. */
export function given<S extends Schema>(schema: S, fallback: JsonValue & Infer<S>, doc: string): Field<S, 'defaulted'> {
  return { schema, presence: 'defaulted', doc, fallback }
}
