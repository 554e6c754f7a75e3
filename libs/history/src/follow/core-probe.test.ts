import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { CoreProbe, readIdleTicks } from './core-probe.ts'

test('idle is what no core was used for, and what cores waited for disks', () => {
  expect(readIdleTicks('cpu  10 20 30 400 5 6 7 8 9 0\ncpu0 1 2 3 4 5 6\n')).toBe(405)
  for (const text of ['', 'cpu  1 2 3\n', 'intr 5\n']) expect(readIdleTicks(text)).toBeUndefined()
})

test.skipIf(!existsSync('/proc/stat'))('this machine tells it (only Linux does)', async () => {
  const probe = new CoreProbe(Infinity)
  const [one, other] = await Promise.all([probe.spareCores(), probe.spareCores()])
  expect(one).toBe(other)
  expect(one).toBeGreaterThanOrEqual(0)
  expect(one).toBeLessThan(10_000)
})

test.skipIf(!existsSync('/proc/stat'))(
  'nothing is done while it looks, nor does it look while something is done',
  async () => {
    const probe = new CoreProbe(Infinity)
    const at: number[] = []
    const first = Promise.withResolvers<void>()
    const works = [probe.work(() => first.promise)]
    const look = probe.spareCores().then(() => at.push(performance.now()))
    works.push(probe.work(() => Promise.resolve(void at.push(performance.now()))))
    const startedMs = performance.now()
    first.resolve()
    await Promise.all([...works, look])
    // A look takes 200 ms; timers of Node may end a millisecond early.
    for (const one of at) expect(one - startedMs).toBeGreaterThan(190)
  },
)

test('a fault of what is done is its own', async () => {
  const probe = new CoreProbe(Infinity)
  await expect(probe.work(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await probe.work(() => Promise.resolve(1))).toBe(1)
})

test.skipIf(!existsSync('/proc/stat'))('what was enough is enough for a while', async () => {
  const probe = new CoreProbe(0)
  const found = await probe.spareCores()
  // To look again, it would have to wait for this.
  const hold = Promise.withResolvers<void>()
  const work = probe.work(() => hold.promise)
  expect(await probe.spareCores()).toBe(found)
  hold.resolve()
  await work
})
