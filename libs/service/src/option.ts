/** Reads one text, or throws. What it expects is told to people in faults and in the reference. */
export interface Parser<T> {
  (text: string): T
  /** The expectation, to follow “expected”: `an integer from 1 to 10`. */
  readonly expects?: string
  /** The text that would parse to the value: how a fallback is shown. */
  show?(value: T): string
}

/** One setting of a service. */
export interface Option<T> {
  /** The environment variable. Set to nothing is as not set. */
  readonly env: string
  /** What the setting does: a sentence. */
  readonly help: string
  readonly parse: Parser<T>
  /** The value where none is set; without one the setting must be set. */
  readonly fallback?: T
  /** Its value is never shown. May be given as a file too, named by the variable with `_FILE` appended. */
  readonly secret?: boolean
}

/** A service's settings: one table, from which config, faults and documentation come. */
export type Options = Readonly<Record<string, Option<unknown>>>

/** The config that a table makes. */
export type ConfigOf<O extends Options> = { readonly [K in keyof O]: O[K] extends Option<infer T> ? T : never }
