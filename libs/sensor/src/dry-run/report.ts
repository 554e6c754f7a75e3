import type { CompileProblem } from '../compiled.ts'
import type { FilterKind } from '../filters/verdict.ts'
import type { Note } from '../parameters/outcome.ts'

/** What a sensor would do with events. Plain values: it is written as JSON as it stands. */
export interface DryRun {
  readonly namespace: string
  readonly sensor: string
  readonly problems: readonly CompileProblem[]
  readonly events: readonly EventReport[]
  readonly triggers: readonly TriggerReport[]
}

export interface EventReport {
  readonly id: string
  readonly source: string
  readonly subject: string
  /** Those that listen to its source and subject; empty: none does. */
  readonly dependencies: readonly DependencyReport[]
}

export interface DependencyReport {
  readonly dependency: string
  readonly accepted: boolean
  readonly transform: TransformReport
  /** Each filter asked alone, in the order of the manifest's kinds. */
  readonly filters: readonly FilterReport[]
  /** Why it was not accepted; empty when it was. */
  readonly reason: string
}

export type TransformReport =
  | { readonly kind: 'none' }
  | { readonly kind: 'changed'; readonly data: string }
  | { readonly kind: 'failed'; readonly field: string; readonly message: string }

export interface FilterReport {
  readonly filter: FilterKind
  /** Where it stands in the dependency, such as `filters.data[0]`. */
  readonly field: string
  readonly verdict: 'pass' | 'reject' | 'error'
  readonly path: string
  readonly found: string
  readonly expected: string
  /** Why it could not say. */
  readonly message: string
}

export interface TriggerReport {
  readonly trigger: string
  readonly type: string
  /** With the dependencies' names as they are. */
  readonly conditions: string
  /** After all events: the dependencies that have one kept, and those that are waited for. */
  readonly kept: readonly string[]
  readonly missing: readonly string[]
  readonly firings: readonly Firing[]
}

export interface Firing {
  /** Dependency → event id. */
  readonly events: Readonly<Record<string, string>>
  readonly request: RequestReport
}

export type RequestReport =
  | {
      readonly kind: 'http'
      readonly method: string
      readonly url: string
      /** As they go out; the value of a secret is told by where it comes from. */
      readonly headers: readonly (readonly [name: string, value: string])[]
      readonly body: string
      readonly notes: readonly Note[]
    }
  | {
      readonly kind: 'message'
      /** The settings of the trigger type, its parameters applied. */
      readonly settings: unknown
      /** Undefined where the type has no payload. */
      readonly payload: string | undefined
      readonly notes: readonly Note[]
    }
  | {
      readonly kind: 'resource'
      readonly operation: string
      /** Of a patch. */
      readonly patchStrategy?: string
      /** Of an argoWorkflow trigger. */
      readonly args?: readonly string[]
      /** The object after its parameters; undefined where only the running system can fetch it. */
      readonly resource: unknown
      /** Where it is fetched from, when it is not part of the manifest. */
      readonly source: string
    }
  | { readonly kind: 'log'; readonly lines: readonly string[] }
  | { readonly kind: 'error'; readonly field: string; readonly message: string }
