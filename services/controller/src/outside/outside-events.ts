import type { ServiceTelemetry } from '@millrace/telemetry'
import type { CopierDeps } from './copier.ts'
import type { OutsideBus } from './outside-bus.ts'

/** Faults of one record are logged this far apart at least. Milliseconds. */
const againMs = 30_000

/** What happens on the way of a record to its server that people want to know. */
export function outsideEvents(
  { log, metrics }: ServiceTelemetry,
  { namespace, name }: OutsideBus,
): Pick<CopierDeps, 'onCopied' | 'onFault' | 'onUnreadable'> {
  const labels = { namespace, bus: name }
  const copied = metrics.counter('millrace_outside_messages_total', labels)
  const leftOut = metrics.counter('millrace_outside_left_out_total', labels)
  let toldAtMs = -Infinity
  return {
    onCopied(messages, tooLarge) {
      copied.add(messages)
      if (tooLarge === 0) return
      leftOut.add(tooLarge)
      log.warn('Events are too large for the server that their EventBus names: its record does not have them', {
        ...labels,
        events: tooLarge,
      })
    },
    onFault(error) {
      if (performance.now() - toldAtMs < againMs) return
      toldAtMs = performance.now()
      log.warn('The record of an EventBus could not be taken to its server; it is tried again', { ...labels, error })
    },
    onUnreadable(seq, error) {
      leftOut.add(1)
      log.error('A message of a record is not one of ours and was left out', { ...labels, seq, error: error.message })
    },
  }
}
