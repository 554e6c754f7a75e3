import { expect, test } from 'vitest'
import { watchCases, type FuzzRun } from './watch.ts'

async function run(seed: number, hangMs = 30_000): Promise<FuzzRun & { readonly lines: readonly string[] }> {
  const lines: string[] = []
  const worker = new URL('./ends-badly.fixture.ts', import.meta.url)
  const say = (line: string): void => void lines.push(line)
  return { ...(await watchCases({ worker, seconds: 1, seed, hangMs, heapMbMax: 64, say })), lines }
}

test('cases that end well are counted', async () => {
  expect(await run(0)).toEqual({ count: 2, found: 0, lines: [] })
})

test('a case that never ends is told, and ends the run', async () => {
  expect(await run(1, 1_000)).toEqual({
    count: 2,
    found: 1,
    lines: ['it did not end within 1000 ms\n  the second case'],
  })
}, 20_000)

test('a case that takes all memory is told, and ends the run', async () => {
  const { found, lines } = await run(2)
  expect(found).toBe(1)
  expect(lines[0]).toMatch(/^the worker died: .*memory.*\n {2}the second case$/)
}, 60_000)

test('a case that ends badly is told', async () => {
  expect(await run(3)).toEqual({ count: 2, found: 1, lines: ['TypeError: wrong\n  the second case'] })
})
