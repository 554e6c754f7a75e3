import { createServer } from 'node:net'
import { once } from 'node:events'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { askNats, askServer } from './ask-server.fixture.ts'
import { findServer } from './find-server.ts'
import { freePort } from './free-port.ts'
import { isAlive } from './is-alive.ts'
import { launch } from './managed-process.ts'
import { scratch } from './scratch.fixture.ts'
import { startNats } from './start-nats.ts'

let binary = ''
beforeAll(async () => {
  binary = (await findServer('nats-server', { env: process.env })).path
}, 120_000)

const info = /^INFO (\{.*\})/

test('it is ready when JetStream is: a stream can be made at once, on loopback, with 8 MiB messages', async () => {
  await using box = await scratch()
  await using server = await startNats({ dir: join(box.dir, 'with space "and quotes"'), binary })
  const stream = await askNats(server.port, '$JS.API.STREAM.CREATE.S', '{"name":"S","subjects":["s"]}')
  expect(JSON.parse(stream)).toMatchObject({
    type: 'io.nats.jetstream.api.v1.stream_create_response',
    config: { name: 'S' },
  })
  const greeting: unknown = JSON.parse(info.exec(await askServer(server.port, '', /\r\n/))?.[1] ?? '')
  expect(greeting).toMatchObject({ host: '127.0.0.1', jetstream: true, max_payload: 8 * 1024 * 1024 })
  expect(server.url).toBe(`nats://127.0.0.1:${server.port}`)
  expect(server.pid).toBe(Number(await readFile(join(server.dir, 'server.pid'), 'utf8')))
  expect(await readFile(server.logFile, 'utf8')).toContain('Server is ready')
  expect((await stat(server.dir)).mode & 0o077).toBe(0)
})

test.each(['always', 'lazy'] as const)('sync %s: the server says so itself', async (sync) => {
  await using box = await scratch()
  await using server = await startNats({ dir: box.dir, binary, sync })
  await server.stop()
  // The same configuration, with the monitoring port that the library does not open.
  const monitor = await freePort()
  await using watched = await launch({
    name: 'nats-server with monitoring',
    command: binary,
    args: ['--config', join(box.dir, 'nats.conf'), '--http_port', String(monitor)],
    logFile: join(box.dir, 'monitored.log'),
    ready: (_, stop) => untilFetched(`http://127.0.0.1:${monitor}/jsz`, stop),
  })
  expect(watched.running).toBe(true)
  const jsz: unknown = await (await fetch(`http://127.0.0.1:${monitor}/jsz`)).json()
  expect(jsz).toMatchObject({ config: sync === 'always' ? { sync_always: true } : { sync_interval: 120_000_000_000 } })
})

test('killed hard and restarted, it has the same port, folder and messages', async () => {
  await using box = await scratch()
  await using server = await startNats({ dir: box.dir, binary, sync: 'always' })
  const { port, pid } = server
  await askNats(port, '$JS.API.STREAM.CREATE.S', '{"name":"S","subjects":["s"]}')
  expect(JSON.parse(await askNats(port, 's', 'kept'))).toEqual({ stream: 'S', seq: 1 })
  await server.kill()
  expect(isAlive(pid)).toBe(false)
  await server.restart()
  expect(server.port).toBe(port)
  expect(server.pid).not.toBe(pid)
  const state: unknown = JSON.parse(await askNats(port, '$JS.API.STREAM.INFO.S', ''))
  expect(state).toMatchObject({ state: { messages: 1, last_seq: 1 } })
})

test('disposed, it has ended by itself and its port is free', async () => {
  await using box = await scratch()
  const server = await startNats({ dir: box.dir, binary })
  const { port, exited } = server
  await server[Symbol.asyncDispose]()
  // nats-server ends with 1 on SIGTERM; null would mean that it had to be killed.
  expect(await exited).not.toBeNull()
  expect(await readFile(server.logFile, 'utf8')).toContain('Server Exiting')
  await expect(askServer(port, '', /./)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})

test('a folder that a live server was started on is refused, by its process id', async () => {
  await using box = await scratch()
  await using server = await startNats({ dir: box.dir, binary })
  const second = startNats({ dir: box.dir, binary })
  await expect(second).rejects.toMatchObject({ code: 'folder-in-use' })
  await expect(second).rejects.toThrow(`process ${server.pid} is a server with its data in ${box.dir}`)
  await server.kill()
  await using after = await startNats({ dir: box.dir, binary })
  expect(after.running).toBe(true)
})

test('a named port that is taken is an error that shows the log; another server answering there is not taken for ours', async () => {
  await using box = await scratch()
  await using first = await startNats({ dir: join(box.dir, 'first'), binary })
  const second = startNats({ dir: join(box.dir, 'second'), binary, port: first.port })
  await expect(second).rejects.toMatchObject({ code: 'start-failed' })
  await expect(second).rejects.toThrow(/address already in use/)
  expect(first.running).toBe(true)
})

test('a port that something mute holds is an error too', async () => {
  await using box = await scratch()
  const mute = createServer().listen(0, '127.0.0.1')
  await once(mute, 'listening')
  const address = mute.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  await expect(startNats({ dir: box.dir, binary, port })).rejects.toMatchObject({ code: 'start-failed' })
  mute.close()
})

async function untilFetched(url: string, stop: AbortSignal): Promise<void> {
  for (;;) {
    stop.throwIfAborted()
    const ok = await fetch(url, { signal: stop }).then(
      (response) => response.ok,
      () => false,
    )
    if (ok) return
  }
}
