import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { withYoungSpace } from './young-space.ts'

/** Bytes that a thread which has just been started has for new objects. */
async function roomOf(maxYoungGenerationSizeMb: number): Promise<number> {
  const code = `
    const { parentPort } = require('node:worker_threads')
    const { getHeapSpaceStatistics } = require('node:v8')
    parentPort.postMessage(getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_available_size)`
  const worker = new Worker(code, { eval: true, resourceLimits: { maxYoungGenerationSizeMb } })
  const [available] = (await once(worker, 'message')) as [number]
  await once(worker, 'exit')
  return available
}

test('a thread that is started meanwhile has the room from its beginning, and one after it has not', async () => {
  const before = await roomOf(48)
  const young = withYoungSpace(16)
  const meanwhile = await roomOf(48)
  young.done()
  const afterwards = await roomOf(48)
  expect(meanwhile).toBeGreaterThan(8 * 2 ** 20)
  expect([before, afterwards].every((bytes) => bytes < 4 * 2 ** 20)).toBe(true)
})
