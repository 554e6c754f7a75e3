import { ControlService } from '@millrace/protocol/control'
import { startTelemetry } from '@millrace/telemetry'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, expectTypeOf, test } from 'vitest'
import { connectTo } from './connect-to.ts'
import { testServer } from './echo.fixture.ts'
import { RpcError } from './rpc-error.ts'

const stack: AsyncDisposableStack[] = []
afterEach(async () => {
  for (const one of stack.splice(0)) await one.disposeAsync()
})

function held(): AsyncDisposableStack {
  const one = new AsyncDisposableStack()
  stack.push(one)
  return one
}

/** A port where nobody listens, for now. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => server.close(closed))
  return port
}

test('calls are typed by the descriptor', async () => {
  const hold = held()
  const { port } = hold.use(await testServer())
  const client = hold.use(connectTo(ControlService, `127.0.0.1:${port}`, { deadlineMs: 5_000 }))
  const status = await client.getStatus({})
  expectTypeOf(status.uptimeMs).toEqualTypeOf<bigint>()
  expect(status.service).toBe('test')
  // @ts-expect-error: no such method
  expect(client.getNothing).toBeUndefined()
})

test('nobody there: unavailable at once, by its code, naming method and address', async () => {
  const address = `127.0.0.1:${await freePort()}`
  const client = held().use(connectTo(ControlService, address, { deadlineMs: 60_000 }))
  const error: unknown = await client.getStatus({}).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(RpcError)
  expect(error).toMatchObject({ code: 'unavailable', retry: 'later' })
  expect(String(error)).toContain(`/millrace.control.v1.ControlService/GetStatus at ${address}`)
})

test('nobody there yet: a client that waits for ready gets its answer once somebody is', async () => {
  const hold = held()
  const port = await freePort()
  const client = hold.use(connectTo(ControlService, `127.0.0.1:${port}`, { deadlineMs: 30_000, waitForReady: true }))
  const call = client.getStatus({})
  hold.use(await testServer({ port }))
  expect((await call).service).toBe('test')
})

test('no answer in time: deadline-exceeded', async () => {
  const hold = held()
  const { port } = hold.use(await testServer({ dependencies: () => new Promise(() => {}) }))
  const client = hold.use(connectTo(ControlService, `127.0.0.1:${port}`, { deadlineMs: 60_000 }))
  await expect(client.getStatus({}, { deadlineMs: 100 })).rejects.toMatchObject({ code: 'deadline-exceeded' })
})

test('a call given up before it begins is not made', async () => {
  const hold = held()
  let asked = 0
  const { port } = hold.use(await testServer({ drain: () => void asked++ }))
  const client = hold.use(connectTo(ControlService, `127.0.0.1:${port}`, { deadlineMs: 5_000 }))
  await expect(client.drain({}, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' })
  await client.getStatus({})
  expect(asked).toBe(0)
})

test('server-restarts: the client finds it again by itself', async () => {
  const hold = held()
  const first = await testServer()
  const client = hold.use(
    connectTo(ControlService, `127.0.0.1:${first.port}`, { deadlineMs: 30_000, waitForReady: true }),
  )
  await client.getStatus({})
  await first[Symbol.asyncDispose]()
  hold.use(await testServer({ port: first.port, version: '2.0.0' }))
  expect((await client.getStatus({})).version).toBe('2.0.0')
})

test('after disposal a call fails by its code', async () => {
  const { port } = held().use(await testServer())
  const client = connectTo(ControlService, `127.0.0.1:${port}`, { deadlineMs: 5_000 })
  client[Symbol.dispose]()
  await expect(client.getStatus({})).rejects.toBeInstanceOf(RpcError)
})

test('calls are counted by method and code', async () => {
  const hold = held()
  const { metrics } = hold.use(await startTelemetry({ service: 'router' }))
  const { port } = hold.use(await testServer({ dependencies: () => new Promise(() => {}) }))
  const client = hold.use(connectTo(ControlService, `127.0.0.1:${port}`, { deadlineMs: 5_000, metrics }))
  await client.drain({})
  await client.drain({})
  await client.getStatus({}, { deadlineMs: 50 }).catch(() => {})
  const of = { service: 'router', rpc_service: 'millrace.control.v1.ControlService' }
  expect(metrics.read('millrace_rpc_duration_seconds')).toEqual([
    { labels: { ...of, rpc_method: 'Drain', code: 'ok' }, value: 2 },
    { labels: { ...of, rpc_method: 'GetStatus', code: 'deadline-exceeded' }, value: 1 },
  ])
})
