import type { Attributes } from './attributes.ts'

/** What a span does, in OpenTelemetry's terms. */
export type SpanKind = 'server' | 'producer' | 'consumer' | 'client' | 'internal'

/** What a span is started with. */
export interface SpanOptions {
  readonly kind: SpanKind
  /** The W3C `traceparent` to continue. Absent or invalid: a new trace begins. */
  readonly parent?: string | undefined
  /** `traceparent`s of the other events a batch or a join has to do with; at most `linksMax`, invalid ones left out. */
  readonly links?: readonly string[] | undefined
  readonly attributes?: Attributes | undefined
  /** When it began, if not now: microseconds since 1970. */
  readonly startTimeUs?: number | undefined
}

/** A span under way. Calls after `end` change nothing. */
export interface ActiveSpan {
  /** Valid in every mode: what to hand to the next hop. */
  readonly traceparent: string
  /** 32 hex digits, for a log line's `trace_id`. */
  readonly traceId: string
  set(attributes: Attributes): void
  /** Marks the span as failed; the reason is for a person and must hold no secret. */
  fail(reason: string): void
  end(): void
}

/** Starts spans that continue the trace an event carries. Context is handed on by hand, never by an ambient store. */
export interface Tracing {
  /** False when nothing leaves the process: attributes that cost something to compute can be left out. */
  readonly recording: boolean
  start(name: string, options: SpanOptions): ActiveSpan
}

/** Links of one span; more are left out. */
export const linksMax = 128
