import { azureNamespace } from '@millrace/testkit'
import { expect, test } from 'vitest'
import { openAzureSender, type AzureSenderOptions } from './azure-sender.ts'
import { parseConnectionString } from './connection-string.ts'

const key = 'second'

async function stage(bounds: AzureSenderOptions = {}) {
  const bus = await azureNamespace({ entities: { orders: {} }, keys: { ann: key } })
  const access = parseConnectionString(
    `Endpoint=sb://127.0.0.1:${bus.port};SharedAccessKeyName=ann;SharedAccessKey=${key};UseDevelopmentEmulator=true`,
  )
  return { bus, sender: await openAzureSender({ ...access, entity: 'orders', tls: {} }, bounds) }
}

const message = (id: string) => ({ body: Buffer.from('x'), id, properties: {} })

test('no receipt in time: unknown, and the sender is of no use any more', async () => {
  const { bus, sender } = await stage({ settleMaxMs: 100 })
  bus.answering({ kind: 'silence' })
  expect(await sender.send(message('silent'), () => true)).toMatchObject({ kind: 'failed', effect: 'unknown' })
  expect(sender.broken).toBe(true)
  expect(await sender.send(message('late'), () => true)).toMatchObject({ kind: 'failed', effect: 'none' })
  expect(bus.stored.get('orders')?.map((one) => one.message_id)).toEqual(['silent'])
  await sender[Symbol.asyncDispose]()
  await bus[Symbol.asyncDispose]()
})

test('a namespace that goes away between messages breaks the sender', async () => {
  const { bus, sender } = await stage()
  expect(await sender.send(message('a'), () => true)).toEqual({ kind: 'sent' })
  await bus[Symbol.asyncDispose]()
  await expect.poll(() => sender.broken).toBe(true)
  await sender[Symbol.asyncDispose]()
})

test('a sender whose token grows old says so, and still sends what it was asked to', async () => {
  const { bus, sender } = await stage({ freshMs: 50 })
  expect(sender.broken).toBe(false)
  await expect.poll(() => sender.broken).toBe(true)
  expect(await sender.send(message('old'), () => true)).toEqual({ kind: 'sent' })
  const [, expiry] = /se=(\d+)/u.exec(bus.claims[0]?.token ?? '') ?? []
  expect(Number(expiry) * 1_000 - Date.now()).toBeGreaterThan(2_700_000)
  await sender[Symbol.asyncDispose]()
  await bus[Symbol.asyncDispose]()
})

test('a signature that somebody else made is shown as it is', async () => {
  const bus = await azureNamespace({ entities: { orders: {} }, keys: { ann: key } })
  const access = parseConnectionString(
    `Endpoint=sb://127.0.0.1:${bus.port};SharedAccessSignature=SharedAccessSignature sr=x&sig=y&se=1&skn=ann;UseDevelopmentEmulator=true`,
  )
  await expect(openAzureSender({ ...access, entity: 'orders', tls: {} })).rejects.toThrow('401')
  expect(bus.claims.at(-1)?.token).toBe('SharedAccessSignature sr=x&sig=y&se=1&skn=ann')
  await bus[Symbol.asyncDispose]()
})
