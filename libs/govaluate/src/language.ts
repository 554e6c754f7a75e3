import { compile } from './expression.ts'

/** Expressions as sensors use them: compiled once, and asked with the values of an event's fields. */
export interface GovaluateLanguage {
  readonly compile: (expression: string) => (parameters: ReadonlyMap<string, unknown>) => unknown
}

export function govaluateLanguage(): GovaluateLanguage {
  return { compile: (source) => compile(source) }
}
