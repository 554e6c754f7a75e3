import type { Regexp } from '@millrace/re2'

/** A pattern that was compiled with the expression. It prints as its source. */
export class Pattern {
  readonly source: string
  readonly regexp: Regexp

  constructor(source: string, regexp: Regexp) {
    this.source = source
    this.regexp = regexp
  }
}

/** A value of the language: what JSON holds, with all numbers float64, or a pattern. */
export type Value = null | boolean | number | string | Pattern | readonly Value[] | Members

export interface Members {
  readonly [name: string]: Value
}

/** `Array.isArray` does not narrow read-only arrays. */
export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}
