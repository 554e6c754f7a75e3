import type { JsonValue } from './json.ts'

/** A language that a text field is written in; `embeddedTexts` lists such fields for whoever compiles them. */
export type Language =
  | 'binding-event'
  | 'binding-metadata'
  | 'conditions'
  | 'cron'
  | 'expr'
  | 'gjson'
  | 'gotemplate'
  | 'govaluate'
  | 'jq'
  | 'lua'
  | 're2'
  | 'sjson'

declare const decodes: unique symbol

/** Carries the TypeScript type that a schema decodes to. The property exists for the compiler only. */
export interface Decodes<T> {
  readonly [decodes]?: T
}

/** The TypeScript type that `S` decodes to. */
export type Infer<S> = S extends Decodes<infer T> ? T : never

export interface StringSchema<T extends string = string> extends Decodes<T> {
  readonly kind: 'string'
  readonly language?: Language
  /** The values that make sense. Another spelling of one (case, synonym) is read as that one, with a warning. */
  readonly oneOf?: readonly string[]
  /** What a value outside `oneOf` is: an error (default), or a warning where the original goes on with it. */
  readonly otherwise?: 'error' | 'warning'
  readonly synonyms?: Readonly<Record<string, string>>
  /** An empty text means something else than an absent one; without this, empty counts as absent. */
  readonly keepEmpty?: boolean
  /** The text is a secret: no message shows it. */
  readonly secret?: boolean
}

export interface IntegerSchema extends Decodes<number> {
  readonly kind: 'integer'
  readonly min: number
  readonly max: number
}

export interface BooleanSchema extends Decodes<boolean> {
  readonly kind: 'boolean'
}

/** A factor or jitter: a bare number. */
export interface AmountSchema extends Decodes<number> {
  readonly kind: 'amount'
}

/** An integer of nanoseconds, or a Go duration as text. */
export interface Int64OrStringSchema extends Decodes<number | string> {
  readonly kind: 'int64OrString'
}

/** A Kubernetes quantity (`10Gi`), which may be written as a number. */
export interface QuantitySchema extends Decodes<string> {
  readonly kind: 'quantity'
}

/** Any JSON, kept as it is. */
export interface JsonSchema<T = JsonValue> extends Decodes<T> {
  readonly kind: 'json'
  readonly shape: 'any' | 'object'
}

export interface ListSchema<T = unknown> extends Decodes<readonly T[]> {
  readonly kind: 'list'
  readonly item: Schema
  /** `[]` counts as given. Without it a required list must have an item. */
  readonly mayBeEmpty?: boolean
}

export interface MapSchema<T = unknown> extends Decodes<Readonly<Record<string, T>>> {
  readonly kind: 'map'
  readonly value: Schema
}

export interface ObjectSchema<T = unknown> extends Decodes<T> {
  readonly kind: 'object'
  readonly name: string
  readonly fields: Fields
  /** Fields that are not known and yet worth a word of advice: name → what to do instead. */
  readonly hints?: Readonly<Record<string, string>>
  /** Names that the enclosing object looks for in here (see `Field.under`), so they are not unknown. */
  readonly lends?: readonly string[]
}

/** For types that contain themselves. */
export interface LazySchema<T = unknown> extends Decodes<T> {
  readonly kind: 'lazy'
  readonly get: () => Schema
}

export type Schema =
  | StringSchema
  | IntegerSchema
  | BooleanSchema
  | AmountSchema
  | Int64OrStringSchema
  | QuantitySchema
  | JsonSchema<unknown>
  | ListSchema
  | MapSchema
  | ObjectSchema
  | LazySchema

export type Presence = 'required' | 'optional' | 'defaulted'

export interface Field<S extends Schema = Schema, P extends Presence = Presence> {
  readonly schema: S
  readonly presence: P
  readonly doc: string
  /** What to say when a required field is absent or empty. */
  readonly missing?: string
  readonly fallback?: JsonValue
  /** Other names that published manifests use for this field. */
  readonly aliases?: readonly string[]
  /** The sibling object in which published manifests put this field by mistake. */
  readonly under?: string
}

export type Fields = Readonly<Record<string, Field>>

/** The TypeScript type of an object with the given fields. */
export type InferFields<F extends Fields> = Flat<
  {
    readonly [K in keyof F as F[K] extends Field<Schema, 'optional'> ? never : K]: Infer<F[K]['schema']>
  } & {
    readonly [K in keyof F as F[K] extends Field<Schema, 'optional'> ? K : never]?: Infer<F[K]['schema']>
  }
>

type Flat<T> = { [K in keyof T]: T[K] }
