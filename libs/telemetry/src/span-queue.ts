import type { Context } from '@opentelemetry/api'
import type { ReadableSpan, Span, SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace'

/** Why a finished span never reached the collector. */
export type SpanLoss = 'queue-full' | 'export-failed' | 'shutdown'

/** What the two ends of the queue share: how many finished spans wait, and who is told of the lost ones. */
export interface SpanQueue {
  readonly spansQueuedMax: number
  readonly lost: (reason: SpanLoss, spans: number) => void
  waiting: number
}

type ExportDone = Parameters<SpanExporter['export']>[1]

const SAMPLED = 1
const SUCCESS = 0

/**
 * Stands before the batch processor, which drops silently when full: refuses at the same bound and counts. With
 * `countedExporter` at the other end the number of waiting spans is known without looking inside.
 */
export function countedProcessor(inner: SpanProcessor, queue: SpanQueue): SpanProcessor {
  let open = true
  return {
    onStart: (span: Span, parent: Context) => inner.onStart(span, parent),
    onEnd(span: ReadableSpan) {
      if ((span.spanContext().traceFlags & SAMPLED) === 0) return
      if (!open) return queue.lost('shutdown', 1)
      if (queue.waiting >= queue.spansQueuedMax) return queue.lost('queue-full', 1)
      queue.waiting++
      inner.onEnd(span)
    },
    forceFlush: () => inner.forceFlush(),
    shutdown() {
      open = false
      return inner.shutdown()
    },
  }
}

/** Stands behind the batch processor: spans leave the queue when their export begins, and count as lost if it fails. */
export function countedExporter(inner: SpanExporter, queue: SpanQueue): SpanExporter {
  return {
    export(spans: ReadableSpan[], done: ExportDone) {
      queue.waiting -= spans.length
      inner.export(spans, (result) => {
        const code: number = result.code
        if (code !== SUCCESS) queue.lost('export-failed', spans.length)
        done(result)
      })
    },
    forceFlush: () => inner.forceFlush?.() ?? Promise.resolve(),
    shutdown: () => inner.shutdown(),
  }
}
