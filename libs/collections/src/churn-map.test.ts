import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { ChurnMap } from './churn-map.ts'
import { ChurnSet } from './churn-set.ts'

const run = promisify(execFile)
const index = new URL('index.ts', import.meta.url).href
const members = 100_000
const kibOfEach = 1

/**
 * In a process of its own: `members` come, each with a KiB of its own, and go when twenty more have come. The table that
 * is there at the beginning grows old. Resolves to the MiB that were promoted to the space of old objects meanwhile.
 */
async function promotedMb(collection: string): Promise<number> {
  const script = `
    import { getHeapSpaceStatistics } from 'node:v8'
    import { ChurnMap, ChurnSet } from ${JSON.stringify(index)}
    const wrap = (set) => ({ put: (one) => set.add(one), drop: (one) => set.delete(one) })
    const wrapMap = (map) => ({ put: (one) => map.set(one, 1), drop: (one) => map.delete(one) })
    const { put, drop } = ${collection}
    const old = () => getHeapSpaceStatistics().find(({ space_name }) => space_name === 'old_space').space_used_size
    const waiting = []
    const come = () => {
      const one = { own: Array.from({ length: ${(kibOfEach * 1024) / 8} }, () => null) }
      put(one)
      waiting.push(one)
    }
    for (let nth = 0; nth < 30; nth += 1) come()
    for (let nth = 0; nth < 3; nth += 1) gc({ type: 'minor' })
    let [promoted, before] = [0, old()]
    for (let nth = 0; nth < ${members}; nth += 1) {
      come()
      drop(waiting.shift())
      if (nth % 100 > 0) continue
      promoted += Math.max(0, old() - before)
      before = old()
    }
    console.log(promoted / 2 ** 20)`
  const args = ['--expose-gc', '--max-semi-space-size=1', '--input-type=module', '--eval', script]
  return Number((await run(process.execPath, args)).stdout)
}

describe.each([
  { kind: 'Map', plain: 'wrapMap(new Map())', churning: 'wrapMap(new ChurnMap())' },
  { kind: 'Set', plain: 'wrap(new Set())', churning: 'wrap(new ChurnSet())' },
])('a $kind whose members come and go', ({ plain, churning }) => {
  test('does not keep those alive that have gone', async () => {
    const all = (members * kibOfEach) / 1_024
    expect(await promotedMb(churning)).toBeLessThan(all / 10)
    // What this is for: if it ever changes, plain ones will do.
    expect(await promotedMb(plain)).toBeGreaterThan(all / 2)
  })
})

test('does as a Map does, however many have gone', () => {
  const [mine, model] = [new ChurnMap<number, string>(), new Map<number, string>()]
  let seed = 7
  for (let step = 0; step < 20_000; step += 1) {
    seed = (seed * 48_271) % 2_147_483_647
    const key = seed % 97
    if (seed % 3 > 0) expect(mine.delete(key)).toBe(model.delete(key))
    else {
      mine.set(key, String(step))
      model.set(key, String(step))
    }
    if (step % 5_000 === 4_999) {
      mine.clear()
      model.clear()
    }
    expect(mine.size).toBe(model.size)
    expect([mine.has(key), mine.get(key)]).toEqual([model.has(key), model.get(key)])
  }
  for (let key = 0; key < 60; key += 1) {
    mine.set(key, 'last')
    model.set(key, 'last')
  }
  expect([...mine]).toEqual([...model])
  expect([...mine.keys()]).toEqual([...model.keys()])
  expect([...mine.values()]).toEqual([...model.values()])
})

test('all members can be taken out while one goes through them', () => {
  const set = new ChurnSet<number>()
  for (let one = 0; one < 200; one += 1) set.add(one)
  const seen: number[] = []
  for (const one of set) {
    expect(set.delete(one)).toBe(true)
    seen.push(one)
  }
  expect(seen).toEqual(Array.from({ length: 200 }, (_, one) => one))
  expect(set.size).toBe(0)
})
