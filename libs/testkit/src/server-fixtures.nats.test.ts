import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { cutProxy } from './cut-proxy.ts'
import { natsServer } from './server-fixtures.fixture.ts'

test('two at once have ports and folders of their own, and leave nothing behind', async () => {
  const servers = await Promise.all([natsServer(), natsServer({ sync: 'always' })])
  const [first, second] = servers
  expect(first.port).not.toBe(second.port)
  expect(first.dir).not.toBe(second.dir)
  expect(await greeting(first.port)).toMatch(/^INFO \{.*"jetstream":true/)
  await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()))
  for (const server of servers) {
    expect(server.running).toBe(false)
    expect(existsSync(server.dir)).toBe(false)
  }
})

test('behind a proxy that cuts, the server is away and comes back', async () => {
  await using nats = await natsServer()
  await using proxy = await cutProxy(nats.port)
  expect(await greeting(proxy.port)).toContain(`"port":${nats.port}`)
  proxy.cut()
  await expect(greeting(proxy.port)).rejects.toMatchObject({ code: 'ECONNRESET' })
  proxy.heal()
  expect(await greeting(proxy.port)).toContain(`"port":${nats.port}`)
})

async function greeting(port: number): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  const [chunk]: unknown[] = await once(socket, 'data')
  socket.destroy()
  return String(chunk)
}
