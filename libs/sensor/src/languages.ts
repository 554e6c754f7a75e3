/**
 * The languages that a sensor's filters, transforms, parameters and resets may use and that are libraries of their own.
 * Whoever compiles a sensor passes those it has. `compile` throws an Error for a text that does not parse, and what it
 * gives throws one when it fails; both become problems and verdicts here. Nothing here does I/O, and all of it is bound
 * by the budgets of the languages themselves.
 */
export interface Languages {
  readonly govaluate?: Govaluate
  readonly goTemplate?: GoTemplate
  readonly jq?: Transformer
  readonly lua?: Lua
  readonly cron?: Cron
}

export type LanguageName = keyof Languages

export interface Govaluate {
  /** The values are what a gjson look-up gives: string, number, boolean, null, arrays and objects of these. */
  readonly compile: (expression: string) => (parameters: ReadonlyMap<string, unknown>) => unknown
}

export interface GoTemplate {
  /** Renders with `{ Input: input }` as the dot. Bytes that are no valid UTF-8 are spelled as in `@millrace/value`. */
  readonly compile: (template: string) => (input: unknown) => string
}

export interface Transformer {
  /** From an event's data, a JSON text, to the new data, a JSON text too. */
  readonly compileTransform: (source: string) => (data: string) => string
}

export interface Lua extends Transformer {
  /** Whether the script lets an event with such data, a JSON text, pass. */
  readonly compileFilter: (script: string) => (data: string) => boolean
}

export interface Cron {
  /** A five-field schedule in an IANA time zone; UTC when it is empty. Times are milliseconds since the epoch. */
  readonly compile: (spec: string, timezone: string) => Schedule
}

export interface Schedule {
  /** The first scheduled instant after this one; undefined when there is none. */
  readonly next: (afterMs: number) => number | undefined
  /** The last scheduled instant before this one; undefined when there is none in the last five years. */
  readonly previous: (beforeMs: number) => number | undefined
}
