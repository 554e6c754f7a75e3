import { configuredNats, eventually } from '@millrace/testkit'
import { expect, onTestFinished, test } from 'vitest'
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

test('a wrong password is told, once, without the password; when the server takes it the bus opens', async () => {
  const password = 'wr0ng-passw0rd'
  const config = (server: string) => [`authorization { users = [ { user: millrace, password: "${server}" } ] }`]
  await using server = await configuredNats(() => config('another'))
  const told: string[] = []
  const url = `nats://millrace:${password}@127.0.0.1:${server.port}`
  const opening = openBus({ url, name: 'left out', onTrouble: (trouble) => told.push(trouble) })
  onTestFinished(async () => (await opening)[Symbol.asyncDispose]())
  const where = `NATS at nats://127.0.0.1:${server.port}`
  await eventually(() => expect(told).toEqual([expect.stringContaining(`${where} refuses the credentials`)]))
  // Several tries later it is still told once.
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  expect(told).toHaveLength(1)
  expect(told.join('')).not.toContain(password)
  await server.restart(config(password))
  const bus = await opening
  expect(bus.health()).toMatchObject({ ok: true })
  // A password that is changed while the connection stands is told as well.
  told.length = 0
  await server.restart(config('changed'))
  await eventually(() => expect(told).toContainEqual(expect.stringContaining(`${where} refuses the credentials`)))
})

test('a server that is not there is told with what the system says, and the URL must be one', async () => {
  const told: string[] = []
  await using server = await configuredNats(() => [])
  await server.stop()
  const url = `nats://127.0.0.1:${server.port}`
  const opening = openBus({ url, name: 'early', onTrouble: (trouble) => told.push(trouble) })
  onTestFinished(async () => (await opening)[Symbol.asyncDispose]())
  await eventually(() => expect(told).toEqual([expect.stringContaining('ECONNREFUSED')]))
  await server.restart()
  await opening
  await expect(openBus({ url: 'nats://not a host', name: 'never' })).rejects.toMatchObject({
    code: 'bus-address-invalid',
  })
})
