import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { redisServer } from './server-fixtures.fixture.ts'
import { tempFolder } from './temp-folder.ts'

test('a folder that the test names outlives the server, and the data in it', async () => {
  await using folder = await tempFolder()
  {
    await using redis = await redisServer({ dir: folder.path, appendOnly: true, fsync: 'always' })
    expect(await say(redis.port, 'SET k v')).toBe('+OK\r\n')
  }
  expect(existsSync(folder.path)).toBe(true)
  await using redis = await redisServer({ dir: folder.path, appendOnly: true })
  expect(await say(redis.port, 'GET k')).toBe('$1\r\nv\r\n')
})

test('without one, nothing is left behind', async () => {
  const redis = await redisServer()
  expect(await say(redis.port, 'PING')).toBe('+PONG\r\n')
  await redis[Symbol.asyncDispose]()
  expect(existsSync(redis.dir)).toBe(false)
})

async function say(port: number, command: string): Promise<string> {
  const socket = connect(port, '127.0.0.1', () => socket.write(`${command}\r\n`))
  const [chunk]: unknown[] = await once(socket, 'data')
  socket.destroy()
  return String(chunk)
}
