import { webhooksOf, type EventSource } from '@millrace/manifests'
import type { RunningWebhook } from '../run-file.ts'

/** Where the events of EventSources can be sent to. */
export function webhooksIn(sources: Iterable<EventSource>, host: string, portDefault: number): RunningWebhook[] {
  const webhooks: RunningWebhook[] = []
  for (const source of sources) {
    const { namespace, name: eventSource } = source.metadata
    for (const { name: event, type, context } of webhooksOf(source)) {
      const { port, endpoint, method = 'POST', serverCertSecret } = context
      const scheme = serverCertSecret === undefined ? 'http' : 'https'
      const url = `${scheme}://${host}:${port === '' ? portDefault : port}${endpoint}`
      webhooks.push({ namespace, eventSource, event, method: type === 'webhook' ? method : 'POST', url })
    }
  }
  return webhooks
}
