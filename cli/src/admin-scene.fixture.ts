import type { RecordedEvent } from '@millrace/protocol/admin'
import { Progress } from '@millrace/protocol/admin'
import { eventually, httpTarget, type HttpTarget } from '@millrace/testkit'
import { openClient, type AdminClient } from './client/open-client.ts'
import { constellation } from './up/constellation.fixture.ts'

/** The whole system with a few sensors and their target, and a client of its admin API. */
export interface AdminScene extends AsyncDisposable {
  readonly target: HttpTarget
  readonly adminUrl: string
  readonly client: AdminClient
  /** Publishes an event of the EventSource `hook`; gives its id. */
  readonly publish: (eventName: string, value: unknown, deliveryId?: string) => Promise<string>
  /** What is told of an event, once every invocation of it has its last outcome. */
  readonly concluded: (id: string) => ReturnType<AdminClient['events']['get']>
}

export const within = { withinMs: 20_000 }

const manifests = (url: string) => `
apiVersion: argoproj.io/v1alpha1
kind: EventSource
metadata: {name: hook, namespace: default}
spec:
  webhook:
    push: {port: "PORT", endpoint: /push, method: POST}
    fail: {port: "PORT", endpoint: /fail, method: POST}
    slow: {port: "PORT", endpoint: /slow, method: POST}
    pair: {port: "PORT", endpoint: /pair, method: POST}
---
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: {name: works, namespace: default}
spec:
  dependencies:
  - name: d
    eventSourceName: hook
    eventName: push
    filters: {data: [{path: n, type: number, comparator: ">", value: ["0"]}]}
  triggers:
  - template: {name: call, http: {url: "${url}/works", method: POST, payload: [{src: {dependencyName: d, dataKey: n}, dest: n}]}}
---
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: {name: fails, namespace: default}
spec:
  dependencies: [{name: d, eventSourceName: hook, eventName: fail}]
  triggers: [{template: {name: call, http: {url: "${url}/fails", method: POST}}}]
---
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: {name: waits, namespace: default}
spec:
  dependencies: [{name: d, eventSourceName: hook, eventName: slow}]
  triggers:
  - template: {name: call, http: {url: "${url}/waits", method: POST}}
    retryStrategy: {steps: 3, duration: 60s}
---
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: {name: joins, namespace: default}
spec:
  dependencies: [{name: a, eventSourceName: hook, eventName: push}, {name: b, eventSourceName: hook, eventName: pair}]
  triggers: [{template: {name: both, conditions: a && b, log: {}}}]
`

export async function adminScene(): Promise<AdminScene> {
  await using setup = new AsyncDisposableStack()
  const target = setup.use(await httpTarget())
  const system = setup.use(await constellation(manifests(target.url)))
  const client = openClient({ url: system.adminUrl, headers: {}, tls: {}, name: 'test' })
  const owned = setup.move()
  return {
    target,
    adminUrl: system.adminUrl,
    client,
    async publish(eventName, value, deliveryId = '') {
      const place = { namespace: 'default', eventSource: 'hook', eventName }
      const { eventId } = await client.events.publish({
        ...place,
        data: Buffer.from(JSON.stringify(value)),
        deliveryId,
      })
      return eventId
    },
    async concluded(id) {
      let found = await client.events.get({ id })
      await eventually(async () => {
        found = await client.events.get({ id })
        if (found.road?.progress !== Progress.CONCLUDED) throw new Error(`it is ${found.road?.note}`)
      }, within)
      return found
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** The data of an event, as JSON. */
export const dataOf = ({ event }: RecordedEvent): unknown =>
  event?.data.case === 'binaryData' ? (JSON.parse(Buffer.from(event.data.value).toString()) as unknown) : undefined
