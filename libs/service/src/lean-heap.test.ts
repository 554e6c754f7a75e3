import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)
const module = JSON.stringify(fileURLToPath(new URL('lean-heap.ts', import.meta.url)))
const mib = 2 ** 20

interface Spaces {
  readonly youngBytes: number
  /** The most that it was. */
  readonly oldBytes: number
}

/** The heap of a process that makes much garbage, of which some lives long enough to become old. */
async function heapAfterWork(begin: string): Promise<Spaces> {
  const script = `
    const { keepHeapLean, oldSpaceBytes, youngSpaceBytes } = await import(${module})
    ${begin}
    const kept = []
    let oldBytes = 0
    const until = performance.now() + 4_500
    while (performance.now() < until) {
      for (let turn = 0; turn < 200; turn += 1) {
        kept.push(Array.from({ length: 200 }, (_, at) => ({ at })))
        if (kept.length > 500) kept.splice(0, 250)
      }
      oldBytes = Math.max(oldBytes, oldSpaceBytes())
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    process.stdout.write(JSON.stringify({ youngBytes: youngSpaceBytes(), oldBytes }))`
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script])
  return JSON.parse(stdout) as Spaces
}

test('the space of new objects stops where it is told to until collections cost too much for too long', async () => {
  const [lean, costly, free] = await Promise.all([
    heapAfterWork(`keepHeapLean({ youngBytesMax: ${8 * mib} })`),
    heapAfterWork(`keepHeapLean({ youngBytesMax: ${8 * mib}, cost: { shareMax: 0.001, lastsMs: 100 } })`),
    heapAfterWork(''),
  ])
  expect(lean.youngBytes).toBeGreaterThan(2 * mib)
  expect(lean.youngBytes).toBeLessThanOrEqual(8 * mib)
  expect(costly.youngBytes).toBeGreaterThan(8 * mib)
  expect(free.youngBytes).toBeGreaterThan(8 * mib)
  // Nor does old garbage lie for long.
  expect(lean.oldBytes + lean.youngBytes).toBeLessThan(free.oldBytes + free.youngBytes)
}, 30_000)
