import { eventually, freePort, tempFolder, type TempFolder } from '@millrace/testkit'
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'

const main = join(import.meta.dirname, 'main.ts')
const run = promisify(execFile)

let folder: TempFolder
let ports: { webhook: number; admin: number; metrics: number; echo: number }

beforeEach(async () => {
  folder = await tempFolder()
  ports = { webhook: await freePort(), admin: await freePort(), metrics: await freePort(), echo: await freePort() }
  await write('/hook')
})

afterEach(() => folder[Symbol.asyncDispose]())

const manifest = (endpoint: string): string => `
apiVersion: argoproj.io/v1alpha1
kind: EventSource
metadata: { name: webhook }
spec:
  webhook:
    example: { port: "${ports.webhook}", endpoint: ${endpoint}, method: POST }
---
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: { name: sensor }
spec:
  dependencies: [{ name: d, eventSourceName: webhook, eventName: example }]
  triggers:
    - template:
        name: http
        http:
          url: http://127.0.0.1:${ports.echo}/call
          method: POST
          payload: [{ src: { dependencyName: d, dataKey: body.say }, dest: said }]
`

const write = (endpoint: string): Promise<void> => writeFile(join(folder.path, 'manifests.yaml'), manifest(endpoint))

const upArgs = (...more: string[]): string[] => {
  const fixed = [main, 'up', folder.path, '--state', join(folder.path, '.millrace')]
  return [...fixed, '--admin-port', String(ports.admin), '--metrics-port', String(ports.metrics), ...more]
}

async function millrace(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    const { stdout, stderr } = await run(process.execPath, args, { cwd: folder.path, timeout: 60_000 })
    return { code: 0, stdout, stderr }
  } catch (error) {
    // execFile rejects with the streams and the code on the error.
    return error as { code: number; stdout: string; stderr: string }
  }
}

async function up(...more: string[]): Promise<() => string> {
  const child: ChildProcess = spawn(process.execPath, upArgs(...more), { stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(async () => {
    if (child.exitCode !== null) return
    const exit = once(child, 'exit')
    child.kill('SIGTERM')
    await exit
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part: Buffer) => (output += part.toString()))
  await eventually(() => expect(output).toContain('Ctrl-C stops it'), { withinMs: 60_000 })
  return () => output
}

async function taken(port: number): Promise<void> {
  const server: Server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
  })
}

const say = (words: string): Promise<Response> =>
  fetch(`http://127.0.0.1:${ports.webhook}/hook`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ say: words }),
  })

describe('a port that is taken: the error names it and the option that chooses another', () => {
  test('admin', async () => {
    await taken(ports.admin)
    const { code, stderr } = await millrace(...upArgs())
    expect([code, stderr]).toEqual([1, expect.stringMatching(`port ${ports.admin} .* --admin-port`)])
  })

  test('the echo target', async () => {
    await taken(ports.echo)
    const { code, stderr } = await millrace(...upArgs('--echo', '--echo-port', String(ports.echo)))
    expect([code, stderr]).toEqual([1, expect.stringMatching(`port ${ports.echo} .* --echo-port`)])
  })

  test.each(['--nats-port', '--redis-port'])('%s', async (option) => {
    const port = await freePort()
    await taken(port)
    const { code, stderr } = await millrace(...upArgs(option, String(port)))
    expect([code, stderr]).toEqual([1, expect.stringMatching(new RegExp(`port ${port} taken\\? .* ${option}`, 'u'))])
  })
})

test('the echo target is served because a manifest calls it, and shows the call', async () => {
  const output = await up('--echo-port', String(ports.echo))
  expect((await say('hello')).status).toBe(200)
  await eventually(() => expect(output()).toMatch(/POST \/call \{"said":"hello"\}/u), { withinMs: 15_000 })
})

test('a manifest that breaks while it runs: told with its place in the output and in the status, and the old one goes on', async () => {
  const output = await up('--echo-port', String(ports.echo))
  await write('no-slash')
  const place = `${join(folder.path, 'manifests.yaml')}:7:41: error: spec.webhook.example.endpoint`
  await eventually(() => expect(output()).toContain(place), { withinMs: 15_000 })
  const status = await millrace(main, 'status', '--state', join(folder.path, '.millrace'))
  expect(status.stdout).toContain(place)
  expect((await say('still here')).status).toBe(200)
  await eventually(() => expect(output()).toContain('still here'), { withinMs: 15_000 })
})

test('a run file whose process id is another process by now: nothing runs, and nobody is signalled', async () => {
  const bystander = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { stdio: 'ignore' })
  onTestFinished(() => {
    bystander.kill()
  })
  await once(bystander, 'spawn')
  const state = join(folder.path, '.millrace')
  await mkdir(state)
  const info = { pid: bystander.pid, born: 'another boot 1', startedAt: 0, ready: true, webhooks: [] }
  await writeFile(join(state, 'run.json'), JSON.stringify(info))
  const { code, stderr } = await millrace(main, 'down', '--state', state)
  expect([code, stderr]).toEqual([1, expect.stringContaining('nothing runs')])
  expect(bystander.signalCode).toBeNull()
  expect(await readFile(join(state, 'run.json'), 'utf8')).toContain('another boot')
})

test.each(['up', 'down', 'status', 'logs', 'trace', 'why', 'dry-run', 'validate', 'send'])(
  '%s --help shows an example',
  async (command) => {
    const { code, stdout } = await millrace(main, command, '--help')
    expect([code, stdout]).toEqual([0, expect.stringMatching(new RegExp(`Examples?:\\n {2}millrace ${command}`, 'u'))])
  },
)
