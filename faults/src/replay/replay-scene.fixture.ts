import { startConstellation, type Replica } from '@millrace/bench'
import { eventsSubject, openBus } from '@millrace/bus'
import { encodeDelivery, encodeDeliveryBatch } from '@millrace/protocol/wire'
import { freePort } from '@millrace/servers'
import { tempFolder } from '@millrace/testkit'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { document, namespace } from '../manifests.ts'

/** A system with a history and no sensor yet, and a target that counts every call by the invocation it is for. */
export interface ReplayScene extends AsyncDisposable {
  readonly admin: Replica
  readonly calls: ReadonlyMap<string, number>
  /** Puts events on the record, as dedup does. */
  record(events: number): Promise<void>
  /** Has every event call the target. */
  addSensor(): Promise<void>
  /** A call of the admin API over Connect's JSON form; `T` is the answer's form. */
  call<T>(method: string, request: object): Promise<T>
}

const perMessage = 500
const subject = 'target.calls'

export async function replayScene(): Promise<ReplayScene> {
  await using setup = new AsyncDisposableStack()
  const { path: dir } = setup.use(await tempFolder())
  const manifests = join(dir, 'manifests')
  await mkdir(manifests)
  const port = await freePort()
  const write = (name: string, ...objects: readonly object[]): Promise<void> =>
    writeFile(join(manifests, name), objects.map((one) => JSON.stringify(one)).join('\n---\n'))
  const webhook = { push: { port: String(port), endpoint: '/push', method: 'POST' } }
  await write(
    'source.yaml',
    document('EventBus', 'default', { jetstream: { version: 'latest' } }),
    document('EventSource', 'hook', { webhook }),
  )
  const system = setup.use(
    await startConstellation({
      dir,
      manifests,
      opensPort: port,
      sync: 'lazy',
      env: process.env,
      settings: { MILLRACE_HISTORY: join(dir, 'history.db'), MILLRACE_HISTORY_GIVE_WAY_MAX: '0' },
    }),
  )
  const bus = setup.use(await openBus({ url: system.nats.url, name: 'target' }))
  const calls = new Map<string, number>()
  bus.connection.subscribe(subject, {
    callback: (_error, message) => {
      const id = message.headers?.get('Nats-Msg-Id') ?? ''
      calls.set(id, (calls.get(id) ?? 0) + 1)
    },
  })
  await bus.connection.flush()
  const [admin] = system.replicasOf('admin')
  if (admin === undefined) throw new Error('the constellation has no admin')
  const payload = [{ src: { dependencyName: 'd', dataKey: 'n' }, dest: 'n' }]
  const sensor = document('Sensor', 'tell', {
    dependencies: [{ name: 'd', eventSourceName: 'hook', eventName: 'push' }],
    triggers: [{ template: { name: 'tell', nats: { url: system.nats.url, subject, payload } } }],
  })
  const owned = setup.move()
  return {
    admin,
    calls,
    async record(events) {
      for (let from = 0; from < events; from += perMessage) {
        const nowUs = Date.now() * 1_000
        const count = Math.min(perMessage, events - from)
        const some = Array.from({ length: count }, (_, at) => recorded(from + at, nowUs))
        const data = encodeDeliveryBatch(some, nowUs)
        await bus.publish({ subject: eventsSubject(namespace, 'default'), data }, 10_000)
      }
    },
    addSensor: () => write('sensor.yaml', sensor),
    call: (method, request) => call(admin.adminAddress, method, request),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

function recorded(nth: number, receivedAtUs: number): Buffer {
  return encodeDelivery({
    namespace,
    bus: 'default',
    eventSource: 'hook',
    eventName: 'push',
    deliveryId: `d-${nth}`,
    receivedAtUs,
    dedupWindowMs: 0,
    event: {
      id: `event-${nth}`,
      source: 'hook',
      type: 'webhook',
      attributes: new Map([['datacontenttype', 'application/json']]),
      data: Buffer.from(`{"n":${nth}}`),
    },
  })
}

async function call<T>(address: string, method: string, request: object): Promise<T> {
  const response = await fetch(`http://${address}/millrace.admin.v1.${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} answered ${response.status}: ${text}`)
  // The caller names the method's answer.
  return JSON.parse(text) as T
}
