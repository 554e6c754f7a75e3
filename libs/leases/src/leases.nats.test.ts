import { openBus, type Bus } from '@millrace/bus'
import { eventually, natsServer } from '@millrace/testkit'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { openLeases } from './open-leases.ts'

let server: Awaited<ReturnType<typeof natsServer>>

beforeAll(async () => {
  server = await natsServer()
})
afterAll(() => server[Symbol.asyncDispose]())

let groups = 0
let names = 0
const times = { leaseMs: 900, giveUpMs: 600, beatMs: 200, graceMs: 500, forgetMs: 700 }
const keys = Array.from({ length: 12 }, (_, n) => `key${n}`)

/** One group with its replicas; who works on what is written down by key. Work takes `endsInMs` to end. */
async function stage({ endsInMs = 0 } = {}) {
  const group = `group${(groups += 1)}`
  const working = new Map<string, Set<string>>()
  const most = { together: 0 }
  const forgotten: string[] = []
  const replica = async (wanted: readonly string[] = keys) => {
    const identity = `replica-${(names += 1)}`
    const bus: Bus = await openBus({ url: server.url, name: identity })
    const stop = new AbortController()
    const leases = await openLeases({
      bus,
      replicas: 1,
      group,
      identity,
      times,
      stop: stop.signal,
      work: {
        run: async (key, held) => {
          const who = working.get(key) ?? new Set()
          working.set(key, who.add(identity))
          most.together = Math.max(most.together, who.size)
          await new Promise<void>((resolve) => {
            if (held.aborted) resolve()
            else held.addEventListener('abort', () => resolve())
          })
          if (endsInMs > 0) await sleep(endsInMs)
          who.delete(identity)
        },
        forget: async (key) => void forgotten.push(key),
      },
    })
    leases.want(wanted)
    let isOver = false
    const end = async () => {
      if (isOver) return
      isOver = true
      await leases[Symbol.asyncDispose]()
      await bus[Symbol.asyncDispose]()
    }
    /** As a crash: nothing is given back. */
    const crash = async () => {
      isOver = true
      await bus.connection.close()
    }
    onTestFinished(end)
    return { identity, leases, end, crash, bus }
  }
  const busy = () => keys.filter((key) => (working.get(key)?.size ?? 0) > 0).length
  return { replica, working, busy, most, forgotten }
}

const within = { withinMs: 15_000 }

test('replicas share what there is; each key is worked on by one', async () => {
  const { replica, busy, most } = await stage()
  const first = await replica()
  await eventually(() => expect(busy()).toBe(keys.length), within)
  const second = await replica()
  await eventually(() => {
    expect(second.leases.held.length).toBeGreaterThan(0)
    expect(first.leases.held.length).toBeGreaterThan(0)
    expect(busy()).toBe(keys.length)
  }, within)
  expect(most.together).toBe(1)
})

test('who stops hands over, and nothing is worked on twice', async () => {
  const { replica, most } = await stage({ endsInMs: 300 })
  const first = await replica()
  await eventually(() => expect(first.leases.held).toHaveLength(keys.length), within)
  const second = await replica()
  await eventually(() => expect(second.leases.held.length).toBeGreaterThan(0), within)
  await first.end()
  await eventually(() => expect(second.leases.held).toHaveLength(keys.length), within)
  expect(most.together).toBe(1)
})

test('a dead replica is followed, and one that has lost the bus does nothing any more', async () => {
  const { replica } = await stage()
  const first = await replica()
  await eventually(() => expect(first.leases.held).toHaveLength(keys.length), within)
  const second = await replica()
  await eventually(() => expect(second.leases.held.length).toBeGreaterThan(0), within)
  await first.crash()
  await eventually(() => expect(first.leases.held).toEqual([]), within)
  await eventually(() => expect(second.leases.held).toHaveLength(keys.length), within)
})

test('after the bus was away, work goes on where it was', async () => {
  const { replica, busy } = await stage()
  const first = await replica()
  await eventually(() => expect(busy()).toBe(keys.length), within)
  await server.kill()
  await eventually(() => expect(first.leases.held).toEqual([]), within)
  await server.restart()
  await eventually(() => expect(first.leases.held).toHaveLength(keys.length), within)
})

test('what nobody wants any more is forgotten after a while, what is wanted again is not', async () => {
  const { replica, forgotten } = await stage()
  const first = await replica()
  await eventually(() => expect(first.leases.held).toHaveLength(keys.length), within)
  first.leases.want(keys.slice(2))
  await eventually(() => expect(first.leases.held).toHaveLength(keys.length - 2), within)
  first.leases.want(keys.slice(1))
  await eventually(() => expect(forgotten).toEqual(['key0']), within)
  expect(first.leases.held).toHaveLength(keys.length - 1)
  first.leases.want(keys)
  await eventually(() => expect(first.leases.held).toHaveLength(keys.length), within)
})
