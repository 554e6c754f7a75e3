import { openRedis, type LedgerRedis } from '@millrace/ledger'
import { LedgerService, State } from '@millrace/protocol/dedup'
import { connectTo, serveControl, type ControlServer } from '@millrace/service'
import { redisServer } from '@millrace/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keysMax, ledgerRpc } from './ledger-rpc.ts'

let redis: LedgerRedis
let server: Awaited<ReturnType<typeof redisServer>>
let control: ControlServer

beforeAll(async () => {
  server = await redisServer()
  redis = openRedis({ url: server.url })
  control = await serveControl({
    service: 'dedup',
    version: 'test',
    host: '127.0.0.1',
    port: 0,
    drain: () => {},
    dependencies: () => Promise.resolve([]),
    services: [ledgerRpc(redis, 60_000)],
  })
})

afterAll(async () => {
  await control[Symbol.asyncDispose]()
  redis.disconnect()
  await server[Symbol.asyncDispose]()
})

const client = () => connectTo(LedgerService, `127.0.0.1:${control.port}`, { deadlineMs: 5_000 })

test('claim, renew, commit, release and look up, in batches that answer in order', async () => {
  using ledger = client()
  const { claims } = await ledger.claim({ keys: ['a', 'b', 'c'], owner: 'me', leaseMs: 10_000n })
  expect(claims.map(({ granted, token, found }) => [granted, token, found])).toEqual([
    [true, 1n, State.FREE],
    [true, 1n, State.FREE],
    [true, 1n, State.FREE],
  ])
  const held = ['a', 'b', 'c'].map((key) => ({ key, token: 1n }))
  expect(await ledger.renew({ held: [...held, { key: 'a', token: 9n }], leaseMs: 10_000n })).toMatchObject({
    renewed: [true, true, true, false],
  })
  expect(await ledger.commit({ held: held.slice(0, 1), notes: ['done it'] })).toMatchObject({ committed: [true] })
  expect(await ledger.release({ held: held.slice(1, 2) })).toMatchObject({ released: [true] })
  const { states } = await ledger.lookUp({ keys: ['a', 'b', 'c', 'nobody'] })
  expect(states.map(({ state, note }) => [state, note])).toEqual([
    [State.DONE, 'done it'],
    [State.FREE, ''],
    [State.CLAIMED, ''],
    [State.FREE, ''],
  ])
  const again = await ledger.claim({ keys: ['a', 'c'], owner: 'other', leaseMs: 10_000n })
  expect(again.claims.map(({ granted, found, note }) => [granted, found, note])).toEqual([
    [false, State.DONE, 'done it'],
    [false, State.CLAIMED, ''],
  ])
  expect(Number(again.claims[1]?.heldForMs)).toBeGreaterThan(5_000)
})

test('two clients that name themselves alike do not get each other’s claims', async () => {
  using one = client()
  using two = client()
  const claims = await Promise.all(
    [one, two].map((ledger) => ledger.claim({ keys: ['same'], owner: 'twin', leaseMs: 10_000n })),
  )
  expect(claims.filter((reply) => reply.claims[0]?.granted === true)).toHaveLength(1)
})

test('what is out of bounds is refused by name', async () => {
  using ledger = client()
  const keys = Array.from({ length: keysMax + 1 }, (_, index) => String(index))
  await expect(ledger.claim({ keys, owner: 'me', leaseMs: 1_000n })).rejects.toMatchObject({ code: 'invalid-argument' })
  await expect(ledger.claim({ keys: ['x'], owner: 'me', leaseMs: 5n })).rejects.toThrow('lease_ms')
})
