import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { askServer } from './ask-server.fixture.ts'
import { findServer } from './find-server.ts'
import { startRedis } from './start-redis.ts'

import { scratch } from './scratch.fixture.ts'

let binary = ''
beforeAll(async () => {
  binary = (await findServer('redis-server', { env: process.env })).path
}, 120_000)

test('its settings are those asked for, as the server itself tells', async () => {
  await using box = await scratch()
  await using server = await startRedis({ dir: join(box.dir, 'with space "and quotes"'), binary, fsync: 'always' })
  expect(server.url).toBe(`redis://127.0.0.1:${server.port}`)
  expect(await setting(server.port, 'bind')).toBe('127.0.0.1')
  expect(await setting(server.port, 'appendonly')).toBe('yes')
  expect(await setting(server.port, 'appendfsync')).toBe('always')
  expect(await setting(server.port, 'save')).toBe('')
  expect(await setting(server.port, 'unixsocket')).toBe('')
  expect(await setting(server.port, 'maxmemory-policy')).toBe('noeviction')
})

test('with an append-only file, what was written is there after kill -9 and a restart on the same port', async () => {
  await using box = await scratch()
  await using server = await startRedis({ dir: box.dir, binary, appendOnly: true, fsync: 'always' })
  const { port, pid } = server
  expect(await askServer(port, 'SET kept yes\r\n', /\r\n/)).toBe('+OK\r\n')
  await server.kill()
  await server.restart()
  expect(server.pid).not.toBe(pid)
  expect(await askServer(port, 'GET kept\r\n', /yes|\$-1/)).toBe('$3\r\nyes\r\n')
})

test('without one, a restart starts empty', async () => {
  await using box = await scratch()
  await using server = await startRedis({ dir: box.dir, binary, appendOnly: false })
  expect(await askServer(server.port, 'SET kept yes\r\n', /\r\n/)).toBe('+OK\r\n')
  await server.restart()
  expect(await askServer(server.port, 'GET kept\r\n', /yes|\$-1/)).toBe('$-1\r\n')
})

test('with no folder named it takes a temporary one and removes it', async () => {
  const server = await startRedis({ binary })
  expect(existsSync(server.dir)).toBe(true)
  expect(await setting(server.port, 'appendonly')).toBe('no')
  await server[Symbol.asyncDispose]()
  expect(await server.exited).toBe(0)
  expect(existsSync(server.dir)).toBe(false)
})

test('paused it accepts connections and answers nothing; resumed it answers', async () => {
  await using server = await startRedis({ binary })
  server.pause()
  const answer = askServer(server.port, 'PING\r\n', /\r\n/)
  expect(await Promise.race([answer, new Promise((resolve) => setTimeout(resolve, 200, 'silence'))])).toBe('silence')
  server.resume()
  expect(await answer).toBe('+PONG\r\n')
})

test('a folder in use is refused; a port in use is not mistaken for our own server', async () => {
  await using box = await scratch()
  await using first = await startRedis({ dir: join(box.dir, 'first'), binary })
  await expect(startRedis({ dir: join(box.dir, 'first'), binary })).rejects.toMatchObject({ code: 'folder-in-use' })
  const second = startRedis({ dir: join(box.dir, 'second'), binary, port: first.port })
  await expect(second).rejects.toMatchObject({ code: 'start-failed' })
  expect(await askServer(first.port, 'PING\r\n', /\r\n/)).toBe('+PONG\r\n')
})

async function setting(port: number, name: string): Promise<string | undefined> {
  const answer = await askServer(port, `CONFIG GET ${name}\r\n`, /^\*2\r\n(\$\d+\r\n.*\r\n){2}/)
  return answer.split('\r\n')[4]
}
