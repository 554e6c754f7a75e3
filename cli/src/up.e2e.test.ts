import { eventually, freePort, tempFolder, type TempFolder } from '@millrace/testkit'
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { RunInfo } from './run-file.ts'

const main = join(import.meta.dirname, 'main.ts')
const repository = join(import.meta.dirname, '..', '..')
const readyMs = 60_000

interface Done {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

let folder: TempFolder
let manifests = ''
let state = ''
let port = 0
let adminPort = 0
let metricsPort = 0

const run = promisify(execFile)

/** Runs the command to its end. */
async function millrace(...args: string[]): Promise<Done> {
  try {
    const { stdout, stderr } = await run(process.execPath, [main, ...args], { cwd: folder.path, timeout: 60_000 })
    return { code: 0, stdout, stderr }
  } catch (error) {
    // execFile rejects with the streams and the code on the error.
    const { code, stdout, stderr } = error as Done
    return { code, stdout, stderr }
  }
}

const upArgs = (): string[] => [
  'up',
  manifests,
  '--state',
  state,
  '--admin-port',
  String(adminPort),
  '--metrics-port',
  String(metricsPort),
]

/** Starts `up` in the foreground and waits for its banner. */
async function up(): Promise<{ child: ChildProcess; output: () => string }> {
  const child = spawn(process.execPath, [main, ...upArgs()], { cwd: folder.path, stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part: Buffer) => (output += part.toString()))
  await eventually(() => expect(output).toContain('Ctrl-C stops it'), { withinMs: readyMs })
  return { child, output: () => output }
}

const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => child.once('exit', (code) => resolve(code)))

function serverPids(): number[] {
  return ['nats/server.pid', 'redis/server.pid'].flatMap((file) => {
    try {
      return [Number(readFileSync(join(state, file), 'utf8'))]
    } catch {
      return []
    }
  })
}

const post = (id: string, message: string): Promise<Response> =>
  fetch(`http://127.0.0.1:${port}/example`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-GitHub-Delivery': id },
    body: JSON.stringify({ message }),
  })

const occurrences = (text: string, part: string): number => text.split(part).length - 1

beforeAll(async () => {
  folder = await tempFolder()
  manifests = join(folder.path, 'manifests.yaml')
  state = join(folder.path, 'state')
  port = await freePort()
  adminPort = await freePort()
  metricsPort = await freePort()
  const quickstart = readFileSync(join(repository, 'examples', 'quickstart', 'manifests.yaml'), 'utf8')
  // The echo target has a port of its own that another run on this machine may hold: the log trigger is enough here.
  const [withoutHttp = ''] = quickstart.split('    - template:\n        name: echo')
  await writeFile(manifests, withoutHttp.replaceAll('12000', String(port)))
})

afterAll(() => folder[Symbol.asyncDispose]())

describe('millrace up', () => {
  test('a curl line has its effect; trace and status tell; Ctrl-C leaves nothing running; the next start remembers', async () => {
    const first = await up()
    const answer = await post('d1', 'hello')
    expect([answer.status, await answer.text()]).toEqual([200, 'success'])
    const eventId = answer.headers.get('x-millrace-event-id') ?? ''
    await eventually(() => expect(first.output()).toContain('"body":{"message":"hello"}'))
    expect(first.output()).toContain(`http://127.0.0.1:${adminPort}/trace/${eventId}`)
    await eventually(
      async () => {
        const traced = await millrace('trace', eventId, '--state', state)
        expect(traced.stdout).toContain('succeeded')
      },
      { withinMs: 15_000 },
    )
    const why = await millrace('why', eventId, '--state', state)
    expect([why.code, why.stdout]).toEqual([0, expect.stringMatching(/fired +fired: .* succeeded/u)])
    const unknown = await millrace('why', 'never-heard-of', '--state', state)
    expect([unknown.code, unknown.stdout]).toEqual([5, expect.stringContaining('nothing is known of it')])
    const status = await millrace('status', '--state', state)
    expect(status.code).toBe(0)
    expect(status.stdout).toContain('argo-events/webhook')
    const sent = await millrace('send', 'webhook/example', '--data', '{"message":"sent"}', '--state', state)
    expect([sent.code, sent.stdout]).toEqual([0, expect.stringContaining('200 stored')])
    await eventually(() => expect(first.output()).toContain('"body":{"message":"sent"}'))
    await eventually(
      async () => {
        const history = await millrace('history', 'status', '--state', state)
        expect([history.code, history.stdout]).toEqual([0, expect.stringContaining('sqlite: 2 events')])
      },
      { withinMs: 15_000 },
    )
    const rebuilt = await millrace('history', 'rebuild', '--state', state)
    expect([rebuilt.code, rebuilt.stdout]).toEqual([0, expect.stringMatching(/^rebuilt: (\d+) of \1 messages/u)])
    const shadow = await millrace('replay', 'start', '--mode', 'shadow', '--namespace', 'argo-events', '--state', state)
    expect([shadow.code, shadow.stdout]).toEqual([0, expect.stringContaining('is done: 2 of 2 events')])
    const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()
    expect(metrics).toMatch(/argo_events_action_triggered_total\{[^}]*sensor_name="webhook"[^}]*\} 2/u)
    const second = await millrace(...upArgs())
    expect([second.code, second.stderr]).toEqual([1, expect.stringContaining('millrace down')])
    const pids = serverPids()
    expect(pids).toHaveLength(2)
    const exit = ended(first.child)
    first.child.kill('SIGINT')
    expect(await exit).toBe(0)
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH')

    const again = await up()
    expect((await post('d1', 'hello')).status).toBe(200)
    expect((await post('d2', 'fresh')).status).toBe(200)
    await eventually(() => expect(again.output()).toContain('"body":{"message":"fresh"}'))
    expect(occurrences(again.output(), '"body":{"message":"hello"}')).toBe(0)
    const info = JSON.parse(readFileSync(join(state, 'run.json'), 'utf8')) as RunInfo
    const stopped = ended(again.child)
    expect((await millrace('down', '--state', state)).code).toBe(0)
    expect(await stopped).toBe(0)
    expect(() => process.kill(info.pid, 0)).toThrow('ESRCH')
  })

  test('killed with -9 after the answer: the next start carries the event out', async () => {
    const first = await up()
    const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => post(`k${index}`, `kept-${index}-`)))
    expect(answers.every((answer) => answer.status === 200)).toBe(true)
    const exit = ended(first.child)
    first.child.kill('SIGKILL')
    await exit
    const again = await up()
    const all = (): string => first.output() + again.output()
    await eventually(
      () => {
        for (let index = 0; index < 50; index += 1) expect(all()).toContain(`"message":"kept-${index}-"`)
      },
      { withinMs: 45_000 },
    )
    const stopped = ended(again.child)
    again.child.kill('SIGTERM')
    expect(await stopped).toBe(0)
  })

  test('in the background: up --detach, logs, down', async () => {
    const detached = await millrace(...upArgs(), '--detach')
    expect([detached.code, detached.stdout]).toEqual([0, expect.stringContaining('Millrace is up')])
    expect((await post('bg', 'background')).status).toBe(200)
    await eventually(async () =>
      expect((await millrace('logs', '--state', state)).stdout).toContain('"message":"background"'),
    )
    expect((await millrace('down', '--state', state)).code).toBe(0)
    expect((await millrace('status', '--state', state)).stderr).toContain('millrace up')
  })

  test('a port that is taken: the error names it, and nothing is left running', async () => {
    const taken = createServer().listen(metricsPort, '127.0.0.1')
    const failed = await millrace(...upArgs())
    taken.close()
    expect([failed.code, failed.stderr]).toEqual([1, expect.stringContaining(String(metricsPort))])
    for (const pid of serverPids()) expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  })
})

describe('millrace', () => {
  test('--help names every command; an unknown word says where help is', async () => {
    const help = await millrace('--help')
    for (const command of ['up', 'down', 'status', 'logs', 'validate', 'send', 'trace', 'why', 'dry-run'])
      expect(help.stdout).toContain(command)
    const unknown = await millrace('upp')
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('up')])
  })

  test('validate tells file, line, column and field, and its exit code', async () => {
    const file = join(folder.path, 'broken.yaml')
    await writeFile(
      file,
      'apiVersion: argoproj.io/v1alpha1\nkind: Sensor\nmetadata: { name: s }\nspec:\n  dependencies: []\n  triggers:\n    - template: { name: t, log: {} }\n',
    )
    const broken = await millrace('validate', file)
    expect([broken.code, broken.stdout]).toEqual([
      1,
      expect.stringMatching(/broken\.yaml:\d+:\d+: error: spec\.dependencies/u),
    ])
    const json = await millrace('validate', file, '--json')
    expect(JSON.parse(json.stdout)).toMatchObject({ files: 1, objects: 1 })
    expect((await millrace('validate', join(repository, 'examples'))).code).toBe(0)
    expect(await millrace('validate', 'nowhere')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('nowhere') as string,
    })
  })

  test('send without a running system says how to start one', async () => {
    expect(await millrace('send', '--state', join(folder.path, 'none'))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('millrace up') as string,
    })
  })
})
