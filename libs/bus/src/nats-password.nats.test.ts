import { configuredNats } from '@millrace/testkit'
import { expect, test } from 'vitest'
import { openBus } from './open-bus.ts'

test('a server that asks for a password gets the one of the URL', async () => {
  await using server = await configuredNats(() => [
    'authorization { users = [ { user: millrace, password: "s3/cr@t" } ] }',
  ])
  await using bus = await openBus({ url: `nats://millrace:s3%2Fcr%40t@127.0.0.1:${server.port}`, name: 'let in' })
  await bus.ensureStream({ name: 'S', subjects: ['s'] })
  expect(await bus.publish({ subject: 's', data: Buffer.from('x') }, 5_000)).toMatchObject({ seq: 1 })
})

test('a server that asks for a token gets it', async () => {
  await using server = await configuredNats(() => ['authorization { token: "t0ken" }'])
  await using bus = await openBus({ url: `nats://t0ken@127.0.0.1:${server.port}`, name: 'let in' })
  await bus.ensureStream({ name: 'S', subjects: ['s'] })
})
