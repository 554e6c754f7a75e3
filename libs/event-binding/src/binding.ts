/** What of a WorkflowEventBinding's `spec` decides. */
export interface BindingSpec {
  readonly event: { readonly selector: string }
  readonly submit?: Submit
}

export interface Submit {
  /** Expressions that give texts. */
  readonly metadata?: {
    readonly name?: string
    readonly generateName?: string
    readonly labels?: Readonly<Record<string, string>>
    readonly annotations?: Readonly<Record<string, string>>
  }
  readonly arguments?: { readonly parameters?: readonly Parameter[] }
}

export interface Parameter {
  readonly name: string
  readonly valueFrom?: { readonly event?: string }
}

/** An event as the API received it. */
export interface BindingEvent {
  readonly namespace: string
  readonly discriminator: string
  /** Headers by name, each with all its values; only those whose name begins with `x-` reach expressions. */
  readonly metadata: Readonly<Record<string, readonly string[]>>
  /** JSON as JSON.parse gives it: every number is a float64. */
  readonly payload: unknown
}

/** What a binding makes of an event; the workflow's parts are only those that the binding's own expressions give. */
export type BindingDecision =
  | { readonly kind: 'unmatched' }
  /** Matched, and the binding submits nothing. */
  | { readonly kind: 'matched' }
  | ({ readonly kind: 'submit' } & WorkflowParts)

export interface WorkflowParts {
  readonly name?: string
  readonly generateName?: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly parameters: readonly { readonly name: string; readonly value: string }[]
}

/** Why a binding failed on an event. `compile` is what the event's types alone show, `run` all the rest. */
export class BindingError extends Error {
  override readonly name = 'BindingError'
  readonly stage: 'compile' | 'run'

  constructor(stage: 'compile' | 'run', message: string, options?: ErrorOptions) {
    super(message, options)
    this.stage = stage
  }
}
