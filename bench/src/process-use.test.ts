import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { cpuSecondsOf, processTree, sampleProcess } from './process-use.ts'

test.runIf(existsSync('/proc'))(
  'reads memory, open files and wake-ups of a process, and who belongs to it',
  async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 5); console.log("up")'])
    await once(child.stdout, 'data')
    const { pid = 0 } = child
    const first = sampleProcess(pid)
    expect(first.rssMb).toBeGreaterThan(10)
    expect(first.files).toBeGreaterThan(3)
    // Its timer wakes it.
    await expect.poll(() => sampleProcess(pid).switches).toBeGreaterThan(first.switches + 5)
    expect(processTree(process.pid)).toContain(pid)
    expect(processTree(pid)).toEqual([pid])
    child.kill()
    await once(child, 'exit')
    expect(sampleProcess(pid)).toEqual({ rssMb: 0, files: 0, switches: 0 })
  },
)

test('CPU seconds grow with work, and a process that is gone has none', () => {
  const before = cpuSecondsOf(process.pid)
  const until = process.cpuUsage().user + 100_000
  while (process.cpuUsage().user < until) Math.hypot(3, 4)
  expect(cpuSecondsOf(process.pid) - before).toBeGreaterThan(0.05)
  expect(cpuSecondsOf(0)).toBe(0)
})
