import type { ModifierName } from './modifier-syntax.ts'
import type { QueryOperator } from './query-syntax.ts'

/** A path, read step by step as the look-up reaches its parts, and never twice. */
export interface Path {
  readonly text: string
  plan: Plan | undefined
}

/** What a path, or what follows a pipe, asks for. */
export type Plan =
  | { readonly kind: 'walk'; readonly step: Step; readonly lines: boolean }
  | {
      readonly kind: 'modifier'
      readonly name: ModifierName
      readonly argument: string
      readonly rest: Path | undefined
    }
  | { readonly kind: 'literal'; readonly text: string; readonly rest: Path | undefined }
  | {
      readonly kind: 'multi'
      readonly object: boolean
      readonly selectors: readonly Selector[]
      readonly rest: Path | undefined
    }

/** One part of a multipath. `name` is the JSON string that becomes the key. */
export interface Selector {
  readonly name: string
  readonly path: Path
}

/** A path from some component on. Objects and arrays read it differently. */
export interface Step {
  readonly text: string
  object: ObjectPart | undefined
  array: ArrayPart | undefined
}

/** The first component as an object reads it. With neither `next` nor `pipe` it is the last. */
export interface ObjectPart {
  readonly key: string
  readonly wild: boolean
  readonly next: Step | undefined
  readonly pipe: Path | undefined
}

/** The first component as an array reads it. */
export type ArrayPart =
  | { readonly kind: 'index'; readonly index: number; readonly next: Step | undefined; readonly pipe: Path | undefined }
  | { readonly kind: 'count'; readonly pipe: Path | undefined }
  | { readonly kind: 'project'; readonly each: Path; readonly pipe: Path | undefined }
  | {
      readonly kind: 'query'
      readonly query: Query
      /** What is looked up in each match; `eachPipe` then takes the whole. */
      readonly each: Path | undefined
      readonly eachPipe: Path | undefined
      readonly pipe: Path | undefined
    }

export interface Query {
  readonly path: Path
  readonly operator: QueryOperator
  readonly value: string
  /** `#(…)#`: all matches, not just the first. */
  readonly all: boolean
}

export function newPath(text: string): Path {
  return { text, plan: undefined }
}

export function newStep(text: string): Step {
  return { text, object: undefined, array: undefined }
}
