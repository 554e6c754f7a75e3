import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'

const module = JSON.stringify(new URL('./pass-through.mjs', import.meta.url).href)

test.each([
  ['its exit code', 'process.exit(7)', 7],
  ['success', '', 0],
  ['a signal, as shells do', `process.kill(process.pid, 'SIGTERM')`, 143],
])('it ends with %s', async (_, source, code) => {
  const wrapper = wrap(source)
  expect(await once(wrapper, 'exit')).toEqual([code, null])
})

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s reaches the program once, and the wrapper waits for it',
  async (signal) => {
    const wrapper = wrap(`
    process.on('${signal}', () => { console.log('got ${signal}'); setTimeout(() => process.exit(5), 100) })
    setInterval(() => {}, 1000)
    console.log('pid', process.pid)
  `)
    const output = collect(wrapper)
    await expect.poll(output).toMatch(/^pid \d+\n/)
    wrapper.kill(signal)
    expect(await once(wrapper, 'exit')).toEqual([5, null])
    expect(output().split(`got ${signal}`)).toHaveLength(2)
  },
)

test('when what started the wrapper is gone, the program is asked to end', async () => {
  // The shell between npm and the wrapper is killed, as npm kills it on SIGTERM: the wrapper gets no signal.
  const program = `console.log('pid', process.pid); process.on('SIGTERM', () => { console.log('asked'); process.exit() }); setInterval(() => {}, 1000)`
  const shell = spawn(
    '/bin/sh',
    ['-c', `"$0" --input-type=module --eval "$1" & wait`, process.execPath, wrapperSource(program)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const output = collect(shell)
  await expect.poll(output).toMatch(/^pid \d+\n/)
  shell.kill('SIGKILL')
  await expect.poll(output, { timeout: 5_000 }).toContain('asked')
}, 10_000)

test('a program that is not there is an error, not an exit code', async () => {
  const source = `import { passThrough } from ${module}
    await passThrough('/nowhere/at/all', []).catch((error) => console.log(error.code))`
  const node = spawn(process.execPath, ['--input-type=module', '--eval', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const output = collect(node)
  await once(node, 'close')
  expect(output()).toBe('ENOENT\n')
})

function wrap(source: string): ChildProcess {
  // No terminal on any of the three: signals come from a process manager then, and must be handed on.
  return spawn(process.execPath, ['--input-type=module', '--eval', wrapperSource(source)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

function wrapperSource(source: string): string {
  return `import { passThrough } from ${module}
    process.exitCode = await passThrough(process.execPath, ['--eval', ${JSON.stringify(source)}])`
}

function collect(child: ChildProcess): () => string {
  let text = ''
  child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()))
  return () => text
}
