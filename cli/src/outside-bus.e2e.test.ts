import { openBus, type Bus } from '@millrace/bus'
import { readDeliveryBatch } from '@millrace/protocol/wire'
import { eventually, httpTarget, natsServer, type HttpTarget } from '@millrace/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { adminCall } from './admin-call.fixture.ts'
import { constellation, type Constellation } from './up/constellation.fixture.ts'

let system: Constellation
let target: HttpTarget
let outside: Awaited<ReturnType<typeof natsServer>>
let there: Bus

const patience = { withinMs: 30_000 }
const stream = 'RECORD_default_far'

const part = (name: string): string => `
---
apiVersion: argoproj.io/v1alpha1
kind: EventSource
metadata: { name: ${name} }
spec:
  eventBusName: ${name}
  webhook: { push: { port: "PORT", endpoint: /${name}, method: POST } }
---
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: { name: ${name} }
spec:
  eventBusName: ${name}
  dependencies: [{ name: d, eventSourceName: ${name}, eventName: push }]
  triggers:
    - template:
        name: t
        http: { url: TARGET/${name}, method: POST, payload: [{ src: { dependencyName: d, dataKey: body.n }, dest: n }] }
`

beforeAll(async () => {
  target = await httpTarget()
  outside = await natsServer()
  const manifests = `
apiVersion: argoproj.io/v1alpha1
kind: EventBus
metadata: { name: far }
spec: { jetstreamExotic: { url: "${outside.url}", accessSecret: { name: access, key: auth }, streamConfig: "maxAge: 24h" } }
---
apiVersion: argoproj.io/v1alpha1
kind: EventBus
metadata: { name: near }
spec: { jetstream: { version: latest } }
---
apiVersion: v1
kind: Secret
metadata: { name: access }
stringData: { auth: "username: argo\\npassword: anything" }
${part('far')}${part('near')}`
  system = await constellation(manifests.replaceAll('TARGET', target.url))
  there = await openBus({ url: outside.url, name: 'outside-test' })
}, 60_000)

afterAll(async () => {
  await there?.[Symbol.asyncDispose]()
  await system?.[Symbol.asyncDispose]()
  await outside?.[Symbol.asyncDispose]()
  await target?.[Symbol.asyncDispose]()
})

/** As a sender that is not sure whether the first request came through. */
async function postTwice(path: string, n: number): Promise<void> {
  const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': `${path}-${n}` }
  for (const _ of ['first', 'again']) {
    const answer = await fetch(`${system.url}/${path}`, { method: 'POST', headers, body: JSON.stringify({ n }) })
    await answer.text()
    expect(answer.status).toBe(200)
  }
}

const effectsOf = (path: string): number[] =>
  target.calls
    .filter((one) => one.path === `/${path}`)
    .map(({ body }) => Number((JSON.parse(body) as { n: unknown }).n))
    .toSorted((a, b) => a - b)

async function idsThere(): Promise<string[]> {
  const { state } = await there.manager.streams.info(stream)
  const ids: string[] = []
  for (let seq = state.first_seq; seq <= state.last_seq; seq += 1) {
    const message = await there.manager.streams.getMessage(stream, { seq })
    if (message !== null) ids.push(...readDeliveryBatch(message.data).deliveries.map(({ deliveryId }) => deliveryId))
  }
  return ids
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n)

test('an EventBus on another server: one event one effect, whatever becomes of that server, and its record there is whole', async () => {
  const count = 120
  for (const n of upTo(count)) {
    if (n === 40 || n === 80) await outside.kill()
    if (n === 60) await outside.restart()
    await Promise.all([postTwice('far', n), postTwice('near', n)])
    // With the server away, events of its EventBus have their effects as those of the other one.
    if (n === 59 || n === count - 1) {
      await eventually(
        () => expect([effectsOf('far'), effectsOf('near')]).toEqual([upTo(n + 1), upTo(n + 1)]),
        patience,
      )
    }
  }
  const lag = await adminCall<{ hops: { hop: string; stream: string; pending: string; unacknowledged: string }[] }>(
    system.adminUrl,
    'SystemService/Lag',
    {},
  )
  const behind = lag.hops.find(({ hop }) => hop === 'outside')
  expect(behind).toMatchObject({ stream: 'EVENTS_default_far' })
  expect(Number(behind?.pending ?? 0) + Number(behind?.unacknowledged ?? 0)).toBeGreaterThan(0)
  await outside.restart()
  await eventually(async () => expect(await idsThere()).toHaveLength(count), patience)
  expect(new Set(await idsThere())).toEqual(new Set(upTo(count).map((n) => `far-${n}`)))
  expect((await there.manager.streams.info(stream)).config.max_age).toBe(24 * 3_600e9)
  expect(effectsOf('far')).toEqual(upTo(count))
  expect(effectsOf('near')).toEqual(upTo(count))
}, 90_000)
