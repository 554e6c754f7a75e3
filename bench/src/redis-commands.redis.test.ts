import { startRedis } from '@millrace/servers'
import { connect } from 'node:net'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { redisCommands } from './redis-commands.ts'

test('a real server tells what it was asked', async () => {
  await using redis = await startRedis({ env: process.env })
  const socket = connect({ port: redis.port, host: '127.0.0.1' })
  socket.write('SET a 1\r\nSET b 2\r\nQUIT\r\n')
  socket.resume()
  await once(socket, 'end')
  expect((await redisCommands(redis.port)).get('set')).toBe(2)
})
