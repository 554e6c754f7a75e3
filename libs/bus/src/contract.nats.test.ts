import { eventually, natsServer } from '@millrace/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { busContract } from './contract.fixture.ts'
import { deliveriesStream, invocationsStream, invocationsSubject, laterSubject } from './names.ts'
import { openBus, type Bus } from './open-bus.ts'
import { boundsDefault, dueFilter, ownStreams, recordStream, sharedConsumer } from './streams.ts'
import { sweep } from './sweep-settled.ts'
import { ack } from './verdict.ts'

let server: Awaited<ReturnType<typeof natsServer>>
let bus: Bus

beforeAll(async () => {
  server = await natsServer()
  bus = await openBus({ url: server.url, name: 'contract' })
})

afterAll(async () => {
  await bus[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

busContract('JetStream', { bus: () => bus, server: () => server })

test('the streams are made as they are written down, and making them again changes nothing', async () => {
  for (let round = 0; round < 2; round += 1) {
    for (const stream of ownStreams(boundsDefault)) await bus.ensureStream(stream)
    await bus.ensureStream(
      recordStream(
        'argo-events',
        'default',
        { maxMsgs: 1_000_000, maxAgeMs: 72 * 3_600_000, replicas: 3 },
        boundsDefault,
      ),
    )
  }
  const { config } = await bus.manager.streams.info(deliveriesStream)
  expect(config).toMatchObject({ retention: 'workqueue', discard: 'new', max_bytes: boundsDefault.deliveriesBytesMax })
  const record = await bus.manager.streams.info('EVENTS_argo-events_default')
  expect(record.config).toMatchObject({
    retention: 'limits',
    max_msgs: 1_000_000,
    max_age: 72 * 3_600e9,
    num_replicas: 1,
  })
})

test('a consumer that is there is brought in line, and goes on where it was', async () => {
  await bus.ensureStream({ name: 'CHANGED', subjects: ['changed'] })
  await bus.ensureConsumer('CHANGED', sharedConsumer('c', 30_000, 10))
  await bus.publish({ subject: 'changed', data: Buffer.from('x') }, 1_000)
  const options = { stream: 'CHANGED', consumer: 'c', inFlightMax: 1, ackWaitMs: 30_000, ackGatherMs: 0 }
  {
    await using _ = bus.consume(options, () => Promise.resolve(ack))
    await eventually(async () =>
      expect((await bus.manager.consumers.info('CHANGED', 'c')).ack_floor.stream_seq).toBe(1),
    )
  }
  await bus.ensureConsumer('CHANGED', sharedConsumer('c', 5_000, 20))
  const { config, ack_floor: floor } = await bus.manager.consumers.info('CHANGED', 'c')
  expect(config).toMatchObject({ ack_wait: 5e9, max_ack_pending: 20 })
  expect(floor.stream_seq).toBe(1)
})

test('what a work queue forgot to remove is swept out; what is not settled, or another subject, stays', async () => {
  await bus.ensureStream({ name: 'SWEPT', subjects: ['swept.>'] })
  await bus.ensureConsumer('SWEPT', sharedConsumer('c', 30_000, 10, 'swept.due'))
  for (const subject of ['swept.due', 'swept.due', 'swept.later', 'swept.due'])
    await bus.publish({ subject, data: Buffer.from('x') }, 1_000)
  // A stream that keeps what is acknowledged stands for a server that forgot the removal.
  const options = { stream: 'SWEPT', consumer: 'c', inFlightMax: 10, ackWaitMs: 30_000, ackGatherMs: 0 }
  {
    await using _ = bus.consume(options, ({ seq }) =>
      Promise.resolve(seq === 4 ? { kind: 'retry', afterMs: 60_000 } : ack),
    )
    await eventually(async () => expect((await bus.manager.consumers.info('SWEPT', 'c')).ack_floor.stream_seq).toBe(3))
  }
  await sweep(bus.manager, { stream: 'SWEPT', consumer: 'c', filter: 'swept.due' })
  const { state } = await bus.manager.streams.info('SWEPT', { subjects_filter: '>' })
  expect(state.subjects).toEqual({ 'swept.due': 1, 'swept.later': 1 })
})

test('a retry waits in the server and comes when it is due, once for each invocation', async () => {
  for (const stream of ownStreams(boundsDefault)) await bus.ensureStream(stream)
  await bus.ensureConsumer(invocationsStream, sharedConsumer('later', 30_000, 100, dueFilter))
  const at = Date.now() + 1_200
  const headers = { 'Nats-Schedule': `@at ${new Date(at).toISOString()}`, 'Nats-Schedule-Target': invocationsSubject }
  const data = Buffer.from('again')
  for (const id of ['a1', 'a2']) await bus.publish({ subject: laterSubject('inv'), data, id, headers }, 1_000)
  const came: number[] = []
  const options = { stream: invocationsStream, consumer: 'later', inFlightMax: 10, ackWaitMs: 30_000, ackGatherMs: 0 }
  await using _ = bus.consume(options, () => (came.push(Date.now()), Promise.resolve(ack)))
  await new Promise((resolve) => setTimeout(resolve, 2_500))
  expect(came).toHaveLength(1)
  expect(came[0]).toBeGreaterThanOrEqual(at - 5)
})
