import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { refuseTaken } from './refuse-taken.ts'

test('a port that somebody listens on is refused by its number, a free one is not', async () => {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  await expect(refuseTaken([port])).rejects.toThrow(`port ${port} is taken`)
  server.close()
  await once(server, 'close')
  await expect(refuseTaken([port])).resolves.toBeUndefined()
})
