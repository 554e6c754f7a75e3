import type { Credentials } from './credentials.ts'

/** Decides whether an event is taken, from its payload. Throws where the expression fails on it. */
export type Filter = (payload: unknown) => boolean

/** Finds the delivery id in a payload; empty where there is none. Throws where the expression fails on it. */
export type IdExpression = (payload: unknown) => string

/** One event of an EventSource: where what is received goes. */
export interface Target {
  readonly namespace: string
  readonly bus: string
  readonly eventSource: string
  readonly eventName: string
  /** CloudEvents type of what its own endpoint receives. */
  readonly type: string
  /** From the object's root: `spec.webhook.example`. */
  readonly field: string
  /** Undefined: anyone may send. */
  readonly credentials: Credentials | undefined
  readonly filter: Filter | undefined
  /** Goes before the headers' ids. */
  readonly idExpression: IdExpression | undefined
  /** Bytes of a body. */
  readonly bodyBytesMax: number
  /** Milliseconds; 0: the default of dedup. */
  readonly dedupWindowMs: number
  /** What event ids are derived from, with the delivery id. */
  readonly idPrefix: string
  /** The field by which its type proves who sends, where credentials do not: CloudEvents cannot carry that proof. */
  readonly unprovenField: string | undefined
}

/** `namespace/eventSource/event`: no part but the last can hold a slash. */
export const targetKey = (target: Pick<Target, 'namespace' | 'eventSource' | 'eventName'>): string =>
  `${target.namespace}/${target.eventSource}/${target.eventName}`
