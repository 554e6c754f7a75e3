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

const untilAsked = `console.log('pid', process.pid)
  process.on('SIGTERM', () => { console.log('asked'); setTimeout(() => process.exit(), 1500) })
  setInterval(() => {}, 1000)`

/** What npm leaves when it is signalled: its shell is killed, or (seen on Linux only) npm is and its shell stays. */
test.each([
  ['the shell that started the wrapper', '"$0" --input-type=module --eval "$1" & wait', {}],
  [
    'what started that shell',
    '/bin/sh -c \'"$0" --input-type=module --eval "$1" & wait\' "$0" "$1" & wait',
    { npm_lifecycle_event: 'start' },
  ],
])(
  'when %s is gone, the program is asked to end, once',
  async (_, script, env) => {
    if (Object.keys(env).length > 0 && process.platform !== 'linux') return
    const starter = spawn('/bin/sh', ['-c', script, process.execPath, wrapperSource(untilAsked)], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { PATH: process.env['PATH'], ...env },
    })
    const output = collect(starter)
    const ended = once(starter.stdout, 'close')
    await expect.poll(output).toMatch(/^pid \d+\n/)
    starter.kill('SIGKILL')
    await ended
    expect(output().split('asked')).toHaveLength(2)
  },
  15_000,
)

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
