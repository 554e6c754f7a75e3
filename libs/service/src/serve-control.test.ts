import { ControlService, State } from '@millrace/protocol/control'
import { Health } from '@millrace/protocol/health'
import { createLogger } from '@millrace/telemetry'
import { afterEach, expect, test } from 'vitest'
import { connectTo } from './connect-to.ts'
import { echoDescriptor, rawClient, testServer } from './echo.fixture.ts'
import { implement } from './implement.ts'
import { createLife } from './life.ts'
import type { ControlOptions } from './serve-control.ts'

const SERVING = 1
const NOT_SERVING = 2
const SERVICE_UNKNOWN = 3

const Echo = echoDescriptor()
const stack: AsyncDisposableStack[] = []
afterEach(async () => {
  for (const one of stack.splice(0)) await one.disposeAsync()
})

async function serving(options: Partial<ControlOptions> = {}) {
  const held = new AsyncDisposableStack()
  stack.push(held)
  const server = held.use(await testServer(options))
  const address = `127.0.0.1:${server.port}`
  const control = held.use(connectTo(ControlService, address, { deadlineMs: 5_000 }))
  const health = held.use(connectTo(Health, address, { deadlineMs: 5_000 }))
  return { server, address, control, health, raw: held.use(rawClient(server.port)), held }
}

test('tells what it is, how it fares and what it needs', async () => {
  const { server, control } = await serving({
    dependencies: async () => [
      { name: 'nats', ok: true },
      { name: 'redis', ok: false, detail: 'refused' },
    ],
  })
  server.setState('running')
  const status = await control.getStatus({})
  expect(status).toMatchObject({ service: 'test', version: '1.2.3', state: State.RUNNING })
  expect(status.dependencies).toMatchObject([
    { name: 'nats', ok: true, detail: '' },
    { name: 'redis', ok: false, detail: 'refused' },
  ])
  expect(status.uptimeMs).toBeGreaterThanOrEqual(0n)
  expect((await control.getStatus({})).uptimeMs).toBeGreaterThanOrEqual(status.uptimeMs)
})

test.each([
  ['starting', State.STARTING],
  ['running', State.RUNNING],
  ['draining', State.DRAINING],
  ['drained', State.DRAINED],
  ['failed', State.FAILED],
] as const)('state %s is told as %i', async (state, wire) => {
  const { server, control } = await serving()
  server.setState(state)
  expect((await control.getStatus({})).state).toBe(wire)
})

test('a dependency that fails or hangs does not hide the status', async () => {
  const failing = await serving({ dependencies: () => Promise.reject(new Error('a secret')) })
  expect((await failing.control.getStatus({})).dependencies).toMatchObject([
    { ok: false, detail: 'cannot be told: see the log' },
  ])
  const hanging = await serving({ dependencies: () => new Promise(() => {}) })
  expect((await hanging.control.getStatus({})).dependencies).toMatchObject([
    { ok: false, detail: 'no answer within 2000 ms' },
  ])
})

test('drains when asked, and answers', async () => {
  const life = createLife()
  const { control } = await serving({ life, drain: () => life.drain() })
  life.move('started')
  expect((await control.getStatus({})).state).toBe(State.RUNNING)
  await control.drain({})
  expect(life.stop.aborted).toBe(true)
  expect((await control.getStatus({})).state).toBe(State.DRAINING)
})

test('health: ready while running, alive until failed, unknown names told apart', async () => {
  const { server, health } = await serving({ services: [implement(Echo, {})] })
  const statuses = async () => {
    const names = ['', 'test.v1.Echo', 'millrace.control.v1.ControlService', 'liveness']
    return Promise.all(names.map(async (service) => (await health.check({ service })).status))
  }
  expect(await statuses()).toEqual([NOT_SERVING, NOT_SERVING, NOT_SERVING, SERVING])
  server.setState('running')
  expect(await statuses()).toEqual([SERVING, SERVING, SERVING, SERVING])
  server.setState('draining')
  expect(await statuses()).toEqual([NOT_SERVING, NOT_SERVING, NOT_SERVING, SERVING])
  server.setState('failed')
  expect(await statuses()).toEqual([NOT_SERVING, NOT_SERVING, NOT_SERVING, NOT_SERVING])
  await expect(health.check({ service: 'nobody' })).rejects.toMatchObject({ code: 'not-found' })
})

test('health: a watcher is told each change once, and its stream ends with the server', async () => {
  const { server, raw } = await serving()
  const seen: number[] = []
  const watching = (async () => {
    for await (const one of raw.serverStream(Health, 'watch', { service: '' }))
      seen.push((one as unknown as { status: number }).status)
  })()
  await expect.poll(() => seen).toEqual([NOT_SERVING])
  server.setState('running')
  await expect.poll(() => seen).toEqual([NOT_SERVING, SERVING])
  server.setState('draining')
  await expect.poll(() => seen).toEqual([NOT_SERVING, SERVING, NOT_SERVING])
  server.setState('drained')
  await server[Symbol.asyncDispose]()
  await watching
  expect(seen).toEqual([NOT_SERVING, SERVING, NOT_SERVING])
})

test('health: a watcher of an unknown name is told so and kept', async () => {
  const { raw } = await serving()
  const stream = raw.serverStream(Health, 'watch', { service: 'nobody' })
  stream.on('error', () => {})
  const first = await new Promise((data) => stream.once('data', data))
  expect(first).toMatchObject({ status: SERVICE_UNKNOWN })
  stream.cancel()
})

test('a message over the bound is refused in either direction, and the server goes on', async () => {
  const big = { say: (request: unknown) => ({ text: 'y'.repeat(Number((request as { text: string }).text)) }) }
  const services = [implement(Echo, big as never)]
  const { address, held } = await serving({
    services,
    messageBytesMax: 1_000,
    log: createLogger({ service: 't', write: () => {} }),
  })
  const client = held.use(connectTo(Echo, address, { deadlineMs: 5_000, messageBytesMax: 1_000_000 }))
  const say = Reflect.get(client, 'say') as (request: object) => Promise<{ text: string }>
  await expect(say({ text: '0'.repeat(2_000) })).rejects.toMatchObject({ code: 'resource-exhausted' })
  await expect(say({ text: '2000' })).rejects.toMatchObject({ code: 'resource-exhausted' })
  expect((await say({ text: '900' })).text).toHaveLength(900)
})

test('calls over the bound of streams wait at the client', async () => {
  const gate = Promise.withResolvers<void>()
  let inside = 0
  const slow = {
    async say() {
      inside++
      await gate.promise
      return {}
    },
  }
  const { address, held } = await serving({ services: [implement(Echo, slow as never)], streamsMax: 2 })
  const client = held.use(connectTo(Echo, address, { deadlineMs: 5_000 }))
  const say = Reflect.get(client, 'say') as (request: object) => Promise<unknown>
  // The first call makes the connection, on which the server then states its bound.
  const calls = [say({})]
  await expect.poll(() => inside).toBe(1)
  calls.push(say({}), say({}), say({}))
  await expect.poll(() => inside).toBe(2)
  gate.resolve()
  await Promise.all(calls)
  expect(inside).toBe(4)
})

test('every address, and IPv6, can be listened on', async () => {
  for (const host of ['0.0.0.0', '::1', 'localhost']) {
    const hold = new AsyncDisposableStack()
    const server = hold.use(await testServer({ host }))
    const address = `${host === '::1' ? '[::1]' : '127.0.0.1'}:${server.port}`
    const control = hold.use(connectTo(ControlService, address, { deadlineMs: 5_000 }))
    expect((await control.getStatus({})).service).toBe('test')
    await hold.disposeAsync()
  }
})

test('a taken port is told by its code', async () => {
  const { server } = await serving()
  await expect(testServer({ port: server.port })).rejects.toMatchObject({
    name: 'ServiceError',
    code: 'port-unavailable',
  })
})

test('closing waits for a call under way, then cuts one that hangs', async () => {
  const gate = Promise.withResolvers<void>()
  const begun: string[] = []
  const handlers = {
    async say(request: unknown) {
      const { text } = request as { text: string }
      begun.push(text)
      await (text === 'hang' ? new Promise(() => {}) : gate.promise)
      return { text }
    },
  }
  const { server, address, held } = await serving({ services: [implement(Echo, handlers as never)] })
  const client = held.use(connectTo(Echo, address, { deadlineMs: 60_000 }))
  const say = Reflect.get(client, 'say') as (request: object) => Promise<unknown>
  const slow = say({ text: 'slow' })
  const hang = say({ text: 'hang' })
  hang.catch(() => {})
  await expect.poll(() => begun).toHaveLength(2)
  const closing = server[Symbol.asyncDispose]()
  gate.resolve()
  expect(await slow).toMatchObject({ text: 'slow' })
  await closing
  await expect(hang).rejects.toMatchObject({ code: 'unavailable' })
})
