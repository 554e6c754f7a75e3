import { INVALID_TRACEID, ROOT_CONTEXT, SpanKind as Kind, SpanStatusCode, trace } from '@opentelemetry/api'
import type { Context, Link, Span, SpanContext, Tracer } from '@opentelemetry/api'
import type { Attributes } from './attributes.ts'
import { quietTracing } from './quiet-tracing.ts'
import { formatTraceParent, parseTraceParent } from './traceparent.ts'
import { linksMax } from './tracing.ts'
import type { ActiveSpan, SpanKind, SpanOptions, Tracing } from './tracing.ts'

const kinds: Record<SpanKind, Kind> = {
  server: Kind.SERVER,
  producer: Kind.PRODUCER,
  consumer: Kind.CONSUMER,
  client: Kind.CLIENT,
  internal: Kind.INTERNAL,
}

/** Tracing through a tracer of OpenTelemetry's API. */
export function otelTracing(tracer: Tracer): Tracing {
  const quiet = quietTracing()
  return {
    recording: true,
    start(name, options) {
      const span = tracer.startSpan(name, spanOptions(options), contextOf(options.parent))
      const context = span.spanContext()
      // The API's own no-op tracer (OTEL_SDK_DISABLED) begins no trace; events still need a `traceparent`.
      if (context.traceId === INVALID_TRACEID) return quiet.start(name, options)
      return new OtelSpan(span, context)
    },
  }
}

function contextOf(parent: string | undefined): Context {
  const context = parent === undefined ? undefined : remote(parent)
  return context === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, context)
}

function remote(traceparent: string): SpanContext | undefined {
  const parsed = parseTraceParent(traceparent)
  if (parsed === undefined) return undefined
  return { traceId: parsed.traceId, spanId: parsed.spanId, traceFlags: parsed.flags, isRemote: true }
}

function spanOptions({ kind, links, attributes, startTimeUs }: SpanOptions) {
  return {
    kind: kinds[kind],
    ...(attributes !== undefined && { attributes }),
    ...(links !== undefined && { links: linksOf(links) }),
    // HrTime: a number of milliseconds would lose the microseconds.
    ...(startTimeUs !== undefined && { startTime: hrTime(startTimeUs) }),
  }
}

function hrTime(us: number): [number, number] {
  return [Math.floor(us / 1_000_000), Math.round(us % 1_000_000) * 1_000]
}

function linksOf(traceparents: readonly string[]): Link[] {
  const links: Link[] = []
  for (const traceparent of traceparents) {
    const context = remote(traceparent)
    if (context !== undefined && links.push({ context }) === linksMax) break
  }
  return links
}

class OtelSpan implements ActiveSpan {
  readonly traceparent: string
  readonly traceId: string
  readonly #span: Span

  constructor(span: Span, { traceId, spanId, traceFlags }: SpanContext) {
    this.#span = span
    this.traceId = traceId
    this.traceparent = formatTraceParent({ traceId, spanId, flags: traceFlags })
  }

  set(attributes: Attributes): void {
    this.#span.setAttributes(attributes)
  }

  fail(reason: string): void {
    this.#span.setStatus({ code: SpanStatusCode.ERROR, message: reason })
  }

  end(): void {
    this.#span.end()
  }
}
