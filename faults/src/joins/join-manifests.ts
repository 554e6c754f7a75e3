import { document } from '../manifests.ts'

const eventSource = 'pairs'

/**
 * One webhook for left halves and one for right ones, and a trigger for each slot that joins the two of its own slot and
 * sends the target both.
 */
export function joinManifestsText(slots: number, ports: { readonly webhook: number; readonly target: number }): string {
  const webhook = (side: string): object => ({ port: String(ports.webhook), endpoint: `/${side}`, method: 'POST' })
  const each = Array.from({ length: slots }, (_, slot) => slot)
  const documents = [
    document('EventBus', 'default', { jetstream: { version: 'latest' } }),
    document('EventSource', eventSource, { webhook: { left: webhook('left'), right: webhook('right') } }),
    document('Sensor', 'pairing', {
      dependencies: each.flatMap((slot) => [dependency('left', slot), dependency('right', slot)]),
      triggers: each.map((slot) => trigger(slot, ports.target)),
    }),
  ]
  // JSON is YAML.
  return documents.map((object) => JSON.stringify(object, null, 2)).join('\n---\n')
}

function dependency(side: string, slot: number): object {
  const data = [{ path: 'body.slot', type: 'number', comparator: '=', value: [String(slot)] }]
  return { name: `${side}${slot}`, eventSourceName: eventSource, eventName: side, filters: { data } }
}

/** It retries for longer than any outage of the test lasts, and may repeat: the target honours its keys. */
function trigger(slot: number, port: number): object {
  const half = (side: string): object => ({
    src: { dependencyName: `${side}${slot}`, dataKey: 'body.id' },
    dest: side,
  })
  const http = {
    url: `http://127.0.0.1:${port}/paired`,
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    payload: [half('left'), half('right')],
  }
  return {
    template: { name: `slot${slot}`, conditions: `left${slot} && right${slot}`, http },
    atLeastOnce: true,
    retryStrategy: { steps: 8, duration: '250ms', factor: 2, jitter: 0.1 },
  }
}
