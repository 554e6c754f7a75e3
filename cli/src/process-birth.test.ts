import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { processBirth } from './process-birth.ts'

test('a process keeps its birth, another one has another, and one that is gone has none that matches', async () => {
  const born = processBirth(process.pid)
  expect(born).not.toBe('')
  expect(processBirth(process.pid)).toBe(born)
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { stdio: 'ignore' })
  await once(child, 'spawn')
  const { pid = -1 } = child
  const childBorn = processBirth(pid)
  expect(childBorn).not.toBe(born)
  child.kill()
  await once(child, 'exit')
  expect(processBirth(pid)).not.toBe(childBorn)
})
