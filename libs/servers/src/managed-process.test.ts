import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { isAlive } from './is-alive.ts'
import type { ManagedProcess } from './managed-process.ts'
import { launch } from './managed-process.ts'
import type { Scratch } from './scratch.fixture.ts'
import { scratch } from './scratch.fixture.ts'

/** Counts in its log for as long as it is let; says when it was asked to end. */
const counter = `
  let n = 0
  process.on('SIGTERM', () => { console.log('asked to end'); process.exit(7) })
  setInterval(() => console.log('tick', ++n), 10)
`

test('a graceful stop lets it finish; its exit code can be awaited', async () => {
  await using box = await scratch()
  await using child = await start(box, counter)
  expect(child.running).toBe(true)
  await child.stop()
  expect(await child.exited).toBe(7)
  expect(child.running).toBe(false)
  expect(await log(box)).toContain('asked to end')
})

test('killed hard it ends without a word, and restarts as another process in the same log', async () => {
  await using box = await scratch()
  await using child = await start(box, counter)
  const first = child.pid
  await child.kill()
  expect(await child.exited).toBeNull()
  expect(await log(box)).not.toContain('asked to end')
  await child.restart()
  expect(child.pid).not.toBe(first)
  expect(isAlive(first)).toBe(false)
  expect(child.running).toBe(true)
  expect((await log(box)).match(/^tick 1$/gm)).toHaveLength(2)
})

test('paused it does nothing and is still there; resumed it goes on; paused it can still be stopped', async () => {
  await using box = await scratch()
  await using child = await start(box, counter)
  child.pause()
  // Whatever was on its way when the signal came is written by then.
  await sleep(50)
  const frozen = await log(box)
  await sleep(100)
  expect(await log(box)).toBe(frozen)
  expect(child.running).toBe(true)
  child.resume()
  await expect.poll(() => log(box)).not.toBe(frozen)
  child.pause()
  await child.stop()
  expect(await child.exited).toBe(7)
})

test('one that ignores SIGTERM is killed past the bound', async () => {
  await using box = await scratch()
  await using child = await start(
    box,
    `process.on('SIGTERM', () => {}); console.log('tick 1'); setInterval(() => {}, 1000)`,
    200,
  )
  await expect(child.kill('SIGTERM')).rejects.toMatchObject({ code: 'stop-failed' })
  expect(child.running).toBe(true)
  await child.stop()
  expect(await child.exited).toBeNull()
})

test('one that ends before it is ready is reported with the end of its log', async () => {
  await using box = await scratch()
  const started = start(box, `console.error('address already in use'); process.exit(3)`)
  await expect(started).rejects.toMatchObject({ code: 'start-failed' })
  await expect(started).rejects.toThrow(/child ended before it was ready: address already in use \(log: .*child\.log\)/)
})

test('one that is never ready is gone when the bound has passed', async () => {
  await using box = await scratch()
  let pid = 0
  const started = launch({
    name: 'child',
    command: process.execPath,
    args: ['-e', 'setInterval(() => {}, 1000)'],
    logFile: join(box.dir, 'child.log'),
    ready: async (started, stop) => {
      pid = started.pid
      await sleep(60_000, undefined, { signal: stop })
    },
    readyMaxMs: 100,
  })
  await expect(started).rejects.toThrow('child was not ready within 100 ms')
  expect(isAlive(pid)).toBe(false)
})

test('a program that is not there is a fault of this library, not a crash', async () => {
  await using box = await scratch()
  const command = join(box.dir, 'nowhere')
  const started = launch({
    name: 'child',
    command,
    args: [],
    logFile: join(box.dir, 'child.log'),
    ready: async () => {},
  })
  await expect(started).rejects.toMatchObject({ code: 'start-failed', cause: { code: 'ENOENT' } })
})

test.each([false, true])(
  'its parent killed hard: does it live on? detached: %s',
  async (detached) => {
    await using box = await scratch()
    const launcher = JSON.stringify(new URL('./managed-process.ts', import.meta.url).href)
    const parent = spawn(
      process.execPath,
      [
        '--input-type=module',
        '--eval',
        `import { launch } from ${launcher}
       const child = await launch({ name: 'child', command: '/bin/sleep', args: ['60'], detached: ${detached},
         logFile: ${JSON.stringify(join(box.dir, 'child.log'))}, ready: async () => {} })
       console.log(child.pid)
       setInterval(() => {}, 1000)`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    const [line]: unknown[] = await once(parent.stdout, 'data')
    const pid = Number(String(line))
    expect(isAlive(pid)).toBe(true)
    parent.kill('SIGKILL')
    await once(parent, 'exit')
    if (detached) {
      await sleep(300)
      expect(isAlive(pid)).toBe(true)
      process.kill(pid, 'SIGKILL')
    } else {
      await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false)
    }
  },
  20_000,
)

function start(box: Scratch, source: string, stopMaxMs = 5_000): Promise<ManagedProcess> {
  return launch({
    name: 'child',
    command: process.execPath,
    args: ['-e', source],
    logFile: join(box.dir, 'child.log'),
    stopMaxMs,
    ready: async ({ logOffset }, stop) => {
      while (!(await log(box)).slice(logOffset).includes('tick 1\n')) await sleep(10, undefined, { signal: stop })
    },
  })
}

function log(box: Scratch): Promise<string> {
  return readFile(join(box.dir, 'child.log'), 'utf8')
}
