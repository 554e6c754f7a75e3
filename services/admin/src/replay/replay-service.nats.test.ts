import { eventsSubject, invocationsStream, type Bus } from '@millrace/bus'
import type { Sensor } from '@millrace/manifests'
import { encodeDelivery, encodeDeliveryBatch, readInvocationBatch } from '@millrace/protocol/wire'
import { openRegistry } from '@millrace/registry'
import { eventually, natsServer } from '@millrace/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshStreams, reasonOf, runAdmin, type RunningAdmin } from '../admin.fixture.ts'

let server: Awaited<ReturnType<typeof natsServer>>
let bus: Bus
let admin: RunningAdmin
const startUs = (Date.now() - 60_000) * 1_000

const sensor: Sensor = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Sensor',
  metadata: { name: 'all', namespace: 'default', generation: 4 },
  spec: {
    dependencies: [{ name: 'd', eventSourceName: 'hook', eventName: 'push' }],
    triggers: [{ template: { name: 'log', log: {} } }],
  },
}

beforeAll(async () => {
  server = await natsServer()
  bus = await freshStreams(server.url)
  await (await openRegistry(bus, 1)).put(sensor)
  const names = { namespace: 'default', bus: 'default', eventSource: 'hook', eventName: 'push', dedupWindowMs: 0 }
  const deliveries = Array.from({ length: 30 }, (_, nth) =>
    encodeDelivery({
      ...names,
      deliveryId: `d-${nth}`,
      receivedAtUs: startUs + nth,
      event: { id: `e-${nth}`, source: 'hook', type: 'webhook', attributes: new Map(), data: Buffer.from('{}') },
    }),
  )
  for (const [at, some] of [deliveries.slice(0, 10), deliveries.slice(10)].entries()) {
    const data = encodeDeliveryBatch(some, startUs + at * 1_000_000)
    await bus.publish({ subject: eventsSubject('default', 'default'), data }, 5_000)
  }
  // Nothing listens there: a replay asks the ledger nothing.
  admin = await runAdmin({ natsUrl: server.url, redisUrl: 'redis://127.0.0.1:1' })
})

afterAll(async () => {
  await admin[Symbol.asyncDispose]()
  await bus[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

interface Replay {
  readonly id?: string
  readonly state?: string
  readonly eventsDone?: string
  readonly fired?: string
}

async function start(requestId: string, more: object): Promise<Replay> {
  const asked = { namespace: 'default', range: {}, requestId, ...more }
  const { status, json } = await admin.call('ReplayService/Start', asked)
  expect([status, json]).toEqual([200, json])
  // The JSON form of ReplayServiceStartResponse.
  return (json as { replay: Replay }).replay
}

async function ended(id: string | undefined): Promise<{ replay: Replay; shadow?: object[] }> {
  let got: { replay: Replay; shadow?: object[] } = { replay: {} }
  await eventually(async () => {
    got = (await admin.call('ReplayService/Get', { id })).json as typeof got
    expect(got.replay.state).not.toBe('REPLAY_STATE_RUNNING')
  })
  return got
}

test('a shadow tells what would fire, by the sensors in force, and makes nothing due', async () => {
  const { id } = await start('shadow', { mode: 'REPLAY_MODE_SHADOW' })
  const { replay, shadow = [] } = await ended(id)
  expect(replay).toMatchObject({ state: 'REPLAY_STATE_DONE', eventsDone: '30', eventsTotal: '30', fired: '30' })
  expect(shadow).toHaveLength(30)
  expect(shadow[0]).toMatchObject({ sensor: 'all', trigger: 'log', eventIds: ['e-0'] })
  expect((await bus.manager.streams.info(invocationsStream)).state.messages).toBe(0)
})

test('a range of times makes its events due; the same request again begins nothing new', async () => {
  const from = new Date((startUs + 500_000) / 1_000).toISOString()
  const first = await start('range', { range: { from }, mode: 'REPLAY_MODE_FORCE_NEW' })
  const { replay } = await ended(first.id)
  expect(replay).toMatchObject({ state: 'REPLAY_STATE_DONE', fired: '20', startedBy: expect.any(String) })
  expect((await start('range', { range: { from }, mode: 'REPLAY_MODE_FORCE_NEW' })).id).toBe(first.id)
  const query = { last_by_subj: 'invocations.due' }
  const message = await bus.manager.streams.getMessage(invocationsStream, query)
  const { invocations } = readInvocationBatch(message?.data ?? new Uint8Array())
  expect(invocations).toHaveLength(20)
  expect(invocations[0]).toMatchObject({ sensor: 'all', generation: 4, replay: { replayId: first.id } })
})

test('replays are listed, the last one first, and cancelled; what does not fit is refused', async () => {
  const slow = await start('slow', { mode: 'REPLAY_MODE_FORCE_NEW', rateMax: 1 })
  const { json } = await admin.call('ReplayService/List', { namespace: 'default', pageSize: 1 })
  const listed = json as { replays: Replay[]; nextPageToken?: string }
  expect(listed.replays.map(({ id }) => id)).toEqual([slow.id])
  const next = { namespace: 'default', pageSize: 1, pageToken: listed.nextPageToken }
  expect((await admin.call('ReplayService/List', next)).json).toMatchObject({
    replays: [{ mode: 'REPLAY_MODE_FORCE_NEW' }],
  })
  expect((await admin.call('ReplayService/Cancel', { id: slow.id })).status).toBe(200)
  expect((await ended(slow.id)).replay.state).toBe('REPLAY_STATE_CANCELLED')
  expect(reasonOf(await admin.call('ReplayService/Get', { id: 'f'.repeat(32) }))).toBe('ID_UNKNOWN')
  expect(reasonOf(await admin.call('ReplayService/Cancel', { id: 'f'.repeat(32) }))).toBe('ID_UNKNOWN')
  const byIds = { namespace: 'default', ids: { ids: ['e-1'] }, requestId: 'ids' }
  expect(reasonOf(await admin.call('ReplayService/Start', byIds))).toBe('NOT_AVAILABLE')
  const nothing = { namespace: 'default', requestId: 'nothing' }
  expect(reasonOf(await admin.call('ReplayService/Start', nothing))).toBe('INVALID_REQUEST')
})
