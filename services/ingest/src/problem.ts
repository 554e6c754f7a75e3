/** What can keep an event from being received. */
export type ProblemCode =
  /** A field says something that cannot be. */
  | 'field-invalid'
  /** The filter does not compile, or nothing is there to compile it. */
  | 'filter-unusable'
  /** Another event has the endpoint, or the port with other TLS settings. */
  | 'conflict'
  /** The manifest asks for more than this installation allows. */
  | 'limited'
  /** The type is not received yet. */
  | 'type-unsupported'
  /** The port cannot be opened at the moment. */
  | 'port-unavailable'
  /** A secret cannot be had at the moment. */
  | 'secret-unavailable'

/** One thing that is wrong with an EventSource, for its status. */
export interface Problem {
  readonly namespace: string
  readonly eventSource: string
  /** From the object's root: `spec.webhook.example.filter`. */
  readonly field: string
  readonly code: ProblemCode
  /** What is wrong and what to do, for a person. Holds no secret. */
  readonly message: string
  /** Whether events are taken all the same. */
  readonly isServing: boolean
}

/** Told all problems there are, each time they change. */
export type ReportProblems = (problems: readonly Problem[]) => void
