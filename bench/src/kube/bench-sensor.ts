import type { JsonObject } from '@millrace/manifests'

/** Sensors as people write them: a filter, a payload, parameters and a policy. */
export function benchSensor(namespace: string, nth: number): JsonObject {
  const src = (dataKey: string) => ({ src: { dependencyName: 'push', dataKey } })
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Sensor',
    metadata: { name: `sensor-${nth}`, namespace, labels: { team: `team-${nth % 20}` } },
    spec: {
      dependencies: [
        {
          name: 'push',
          eventSourceName: 'hook',
          eventName: 'push',
          filters: {
            data: [{ path: 'body.repository.id', type: 'number', comparator: '=', value: [String(nth)] }],
            exprs: [{ expr: 'ref == "refs/heads/main"', fields: [{ name: 'ref', path: 'body.ref' }] }],
          },
        },
      ],
      triggers: [
        {
          template: {
            name: 'deploy',
            http: {
              url: 'http://deployer.example.svc/deploy',
              method: 'POST',
              headers: { 'content-type': 'application/json' },
              payload: [
                { ...src('body.after'), dest: 'commit' },
                { ...src('body.repository.full_name'), dest: 'repository' },
              ],
            },
          },
          parameters: [{ ...src('body.installation'), dest: 'http.headers.x-installation' }],
          policy: { status: { allow: [200, 201] } },
          retryStrategy: { steps: 3, duration: '1s' },
        },
      ],
    },
  }
}

/** The EventSource that they all listen to. */
export function benchSource(namespace: string): JsonObject {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'EventSource',
    metadata: { name: 'hook', namespace },
    spec: { webhook: { push: { port: '12000', endpoint: '/push', method: 'POST' } } },
  }
}
