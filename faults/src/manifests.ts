/** The triggers of the sensor, by what their targets make of a repeated Idempotency-Key. */
export const triggers = { honouring: 'honouring', ignoring: 'ignoring' } as const

export const namespace = 'faults'
const eventSource = 'hook'
export const endpoint = '/push'

/** Where the manifests point. */
export interface ManifestPorts {
  /** Opened by ingest. */
  readonly webhook: number
  readonly honouring: number
  readonly ignoring: number
}

/**
 * One webhook and one sensor that calls both targets. It retries for half a minute, so that no outage of these tests
 * makes it give up, and asks for at least one effect: a crash at a bad moment repeats, and says so.
 */
export function manifestsText(ports: ManifestPorts): string {
  const documents = [
    document('EventBus', 'default', { jetstream: { version: 'latest' } }),
    document('EventSource', eventSource, {
      webhook: { push: { port: String(ports.webhook), endpoint, method: 'POST' } },
    }),
    document('Sensor', 'both', {
      dependencies: [{ name: 'push', eventSourceName: eventSource, eventName: 'push' }],
      triggers: [trigger(triggers.honouring, ports.honouring), trigger(triggers.ignoring, ports.ignoring)],
    }),
  ]
  // JSON is YAML.
  return documents.map((object) => JSON.stringify(object, null, 2)).join('\n---\n')
}

export function document(kind: string, name: string, spec: object): object {
  return { apiVersion: 'argoproj.io/v1alpha1', kind, metadata: { name, namespace }, spec }
}

function trigger(name: string, port: number): object {
  const url = `http://127.0.0.1:${port}/${name}`
  const payload = [{ src: { dependencyName: 'push', dataKey: 'body.id' }, dest: 'id' }]
  return {
    template: { name, http: { url, method: 'POST', headers: { 'Content-Type': 'application/json' }, payload } },
    atLeastOnce: true,
    retryStrategy: { steps: 8, duration: '250ms', factor: 2, jitter: 0.1 },
    policy: { status: { allow: [200] } },
  }
}
