import { eventsSubject, openBus, type Bus } from '@millrace/bus'
import { encodeDelivery, encodeDeliveryBatch } from '@millrace/protocol/wire'
import { eventually } from '@millrace/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { adminCall } from './admin-call.fixture.ts'
import { openClient } from './client/open-client.ts'
import { constellation, type Constellation } from './up/constellation.fixture.ts'

const events = 100_000
const perMessage = 500
const patience = { withinMs: 400_000, everyMs: 250 }
let system: Constellation
let bus: Bus
/** Effects by the id that the target is given. */
const effects = new Map<string, number>()

const source = `
apiVersion: argoproj.io/v1alpha1
kind: EventSource
metadata: { name: hook }
spec: { webhook: { push: { port: "PORT", endpoint: /push, method: POST } } }
`

const sensor = (natsUrl: string): string => `
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: { name: count }
spec:
  dependencies: [{ name: d, eventSourceName: hook, eventName: push }]
  triggers: [{ template: { name: tell, nats: { url: "${natsUrl}", subject: target.effects, payload: [{ src: { dependencyName: d, dataKey: n }, dest: n }] } } }]
`

beforeAll(async () => {
  system = await constellation(source)
  bus = await openBus({ url: system.natsUrl, name: 'target' })
  bus.connection.subscribe('target.effects', {
    callback: (_error, message) => {
      const id = message.headers?.get('Nats-Msg-Id') ?? ''
      effects.set(id, (effects.get(id) ?? 0) + 1)
    },
  })
  await bus.connection.flush()
  await system.write('sensor.yaml', sensor(system.natsUrl))
  const isThere = ({ objects = [] }: { objects?: { name?: string }[] }): boolean =>
    objects.some(({ name }) => name === 'count')
  await eventually(async () => expect(isThere(await call('SystemService/Topology', {}))).toBe(true))
  await record()
  await eventually(() => expect(effects.size).toBe(events), patience)
}, 500_000)

afterAll(async () => {
  await bus?.[Symbol.asyncDispose]()
  await system?.[Symbol.asyncDispose]()
})

const call = <T>(method: string, request: object): Promise<T> => adminCall<T>(system.adminUrl, method, request)

/** Puts the events on the record as dedup does. */
async function record(): Promise<void> {
  for (let from = 0; from < events; from += perMessage) {
    const nowUs = Date.now() * 1_000
    const some = Array.from({ length: perMessage }, (_, at) =>
      encodeDelivery({
        namespace: 'default',
        bus: 'default',
        eventSource: 'hook',
        eventName: 'push',
        deliveryId: `d-${from + at}`,
        receivedAtUs: nowUs,
        dedupWindowMs: 0,
        event: {
          id: `event-${from + at}`,
          source: 'hook',
          type: 'webhook',
          attributes: new Map([['datacontenttype', 'application/json']]),
          data: Buffer.from(`{"n":${from + at}}`),
        },
      }),
    )
    const subject = eventsSubject('default', 'default')
    await bus.publish({ subject, data: encodeDeliveryBatch(some, nowUs) }, 10_000)
  }
}

interface Replay {
  readonly id: string
  readonly state: string
  readonly eventsDone?: string
  readonly eventsTotal?: string
  readonly fired?: string
  readonly skipped?: string
}

const total = (): number => effects.values().reduce((sum, count) => sum + count, 0)

async function start(mode: string, requestId: string): Promise<Replay> {
  const request = { namespace: 'default', range: {}, mode, requestId }
  return (await call<{ replay: Replay }>('ReplayService/Start', request)).replay
}

test('100,000 events replayed with skip-done have no effect at the target, and progress is told until the end', async () => {
  expect(total()).toBe(events)
  // Every outcome is known to the history.
  await eventually(async () => {
    const { streams = [] } = await call<{ streams?: { takenSeq?: string; lastSeq?: string }[] }>(
      'HistoryService/Status',
      {},
    )
    expect(streams.every(({ takenSeq, lastSeq }) => takenSeq === lastSeq)).toBe(true)
  }, patience)
  const { id } = await start('REPLAY_MODE_SKIP_DONE', 'skip')
  const told: number[] = []
  const client = openClient({ name: 'test', url: system.adminUrl, headers: {}, tls: {} })
  for await (const { replay } of client.replays.progress({ id })) told.push(Number(replay?.eventsDone))
  expect(told.length).toBeGreaterThan(1)
  expect(told).toEqual([...told].sort((a, b) => a - b))
  const { replay } = await call<{ replay: Replay }>('ReplayService/Get', { id })
  expect(replay).toMatchObject({
    state: 'REPLAY_STATE_DONE',
    eventsDone: '100000',
    eventsTotal: '100000',
    skipped: '100000',
  })
  expect(replay.fired).toBeUndefined()
  expect(total()).toBe(events)
}, 400_000)

test('a replay of 100,000 events is cancelled under way: what it made due happens once, the rest does not', async () => {
  const { id } = await start('REPLAY_MODE_FORCE_NEW', 'force')
  await eventually(async () => {
    const { replay } = await call<{ replay: Replay }>('ReplayService/Get', { id })
    expect(Number(replay.fired ?? 0)).toBeGreaterThan(0)
  }, patience)
  await call('ReplayService/Cancel', { id })
  let replay: Replay | undefined
  await eventually(async () => {
    ;({ replay } = await call<{ replay: Replay }>('ReplayService/Get', { id }))
    expect(replay.state).toBe('REPLAY_STATE_CANCELLED')
  }, patience)
  const fired = Number(replay?.fired)
  expect(fired).toBeLessThan(events)
  await eventually(() => expect(total()).toBe(events + fired), patience)
  expect([...effects.values()].every((count) => count === 1)).toBe(true)
}, 400_000)
