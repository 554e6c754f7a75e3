import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { restoreInBatches } from './restore-in-batches.ts'

async function* read(messages: number, perMessage: number): AsyncGenerator<number[]> {
  for (let nth = 0; nth < messages; nth += 1) {
    await Promise.resolve()
    yield Array.from({ length: perMessage }, (_, at) => nth * perMessage + at)
  }
}

test.each([
  [0, 1, 0],
  [1, 0, 0],
  [1, 1, 1],
  [10_000, 1, 10],
  [1_500, 50, 75],
  [3, 2_500, 3],
])(
  '%i messages of %i entries are %i calls, each entry once and in order',
  async (messages, perMessage, callsWanted) => {
    const calls: (readonly number[])[] = []
    let under = 0
    let underMax = 0
    const restored = await restoreInBatches(read(messages, perMessage), async (entries) => {
      calls.push(entries)
      underMax = Math.max(underMax, (under += 1))
      await pause(1)
      under -= 1
      return entries.map((entry) => entry % 2 === 0)
    })
    const entries = messages * perMessage
    expect(calls).toHaveLength(callsWanted)
    expect(calls.flat()).toEqual(Array.from({ length: entries }, (_, nth) => nth))
    expect(restored).toBe(Math.ceil(entries / 2))
    expect(underMax).toBeLessThanOrEqual(4)
  },
)

test('a call that fails ends the restoration, once the others are over', async () => {
  let over = 0
  const restoring = restoreInBatches(read(100_000, 1), async (entries) => {
    if (entries[0] === 2_000) throw new Error('Redis is away')
    await pause(20)
    over += 1
    return entries.map(() => true)
  })
  await expect(restoring).rejects.toThrow('Redis is away')
  const then = over
  await pause(60)
  expect(over).toBe(then)
})

test('a fault of the reading ends it too', async () => {
  async function* broken(): AsyncGenerator<number[]> {
    yield* read(3, 1_000)
    throw new Error('NATS is away')
  }
  await expect(restoreInBatches(broken(), (entries) => Promise.resolve(entries.map(() => true)))).rejects.toThrow(
    'NATS',
  )
})
