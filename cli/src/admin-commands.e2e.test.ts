import { eventually, tempFolder } from '@millrace/testkit'
import { execFile, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { adminScene, within, type AdminScene } from './admin-scene.fixture.ts'

const main = join(import.meta.dirname, 'main.ts')
let stack: AsyncDisposableStack
let scene: AdminScene
let folder: string
let env: NodeJS.ProcessEnv

beforeAll(async () => {
  stack = new AsyncDisposableStack()
  folder = stack.use(await tempFolder()).path
  scene = stack.use(await adminScene())
  env = { ...process.env, MILLRACE_ADMIN_URL: scene.adminUrl, MILLRACE_CONFIG: join(folder, 'config.yaml') }
}, 60_000)
afterAll(() => stack.disposeAsync())

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

function millrace(args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...args], { env: { ...env, ...more }, cwd: folder }, (error, out, err) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
      resolve({ code, out, err })
    })
  })
}

async function ran(...args: string[]): Promise<string> {
  const { code, out, err } = await millrace(args)
  expect([code, err]).toEqual([0, ''])
  return out
}

test('an event is published, found, traced and explained', async () => {
  const sent = JSON.parse(
    await ran(
      'events',
      'publish',
      'hook/push',
      '--data',
      '{"n":5,"note":"order shipped","password":"hush"}',
      '--id',
      'cli',
      '--json',
    ),
  )
  const { eventId } = sent as { eventId: string }
  await scene.concluded(eventId)
  const listed = await ran('events', 'list', '--source', 'hook/push', '--data', '--since', '5m')
  expect(listed).toContain(eventId)
  expect(listed).toContain('"password":"[redacted]"')
  expect(await ran('events', 'get', eventId)).toContain('(secrets are not shown)')
  await eventually(async () => expect(await ran('events', 'search', 'ship*', '--text', 'order')).toContain(eventId))
  expect(await ran('events', 'search', 'shipped', 'late')).not.toContain(eventId)
  const traced = await ran('trace', eventId)
  expect(traced).toMatch(/ingest → dedup +█/u)
  expect(traced).toMatch(/works\/call #1 http +.*█.* succeeded 200/u)
  expect(traced).not.toContain('\u001b[')
  expect(JSON.parse(await ran('trace', eventId, '--json'))).toMatchObject({ progress: 'PROGRESS_CONCLUDED' })
  expect(await ran('why', eventId)).toMatch(/works\/call +d +fired/u)
  expect(await ran('invocations', 'list', '--sensor', 'works', '--result', 'succeeded')).toContain('default/works/call')
  expect(await ran('dedup', 'lookup', 'hook/push', 'cli')).toContain('known since message')
})

test('the system is told: status, lag, top, sensors, sources, audit', async () => {
  expect(await ran('status')).toMatch(/^well · Millrace /u)
  expect(await ran('lag')).toContain('trigger-executor')
  expect(JSON.parse(await ran('top', '--once', '--json'))).toMatchObject({ flow: { hops: expect.any(Array) }, lag: {} })
  expect(await ran('sensors', 'list')).toContain('default/works')
  expect(await ran('sensors', 'get', 'works')).toContain('kind: Sensor')
  expect(await ran('sources', 'list')).toContain('default/hook/push')
  expect(await ran('pause', 'works', '--trigger', 'call')).toContain('is paused')
  expect(await ran('paused')).toContain('default/works')
  expect(await ran('resume', 'works')).toContain('goes on')
  expect(await ran('audit', 'list')).toContain('SensorService/Pause')
  expect(await ran('context', 'list')).toContain('no contexts')
})

test('a changed sensor is tried and previewed', async () => {
  writeFileSync(join(folder, 'event.json'), '{"n":7}')
  expect(await ran('sensors', 'try', 'works', '--event', 'event.json')).toContain('fires for d=event-1')
  const { out } = await millrace(['sensors', 'get', 'works'])
  writeFileSync(join(folder, 'sensor.yaml'), out.replace('/works', '/changed'))
  expect(await ran('sensors', 'preview', 'sensor.yaml')).toMatch(/sends other things call for d=/u)
})

test('dead letters are redriven and discarded with progress beside the output', async () => {
  await scene.target.fault({ kind: 'status', status: 500, lasting: { forCalls: 2 } })
  for (let n = 0; n < 2; n += 1) await scene.publish('fail', { n })
  await eventually(
    async () => expect((await millrace(['dead', 'list', '--sensor', 'fails'])).out).toContain('answered 500'),
    within,
  )
  expect(await ran('dead', 'redrive', '--sensor', 'fails', '--dry-run')).toBe('2 would be redriven\n')
  const redriven = await millrace(['dead', 'redrive', '--sensor', 'fails'])
  expect(redriven).toMatchObject({ code: 0, err: 'redriving: 2 of 2 (100 %)\n' })
  expect(redriven.out.match(/is due again as/gu)).toHaveLength(2)
  const discarded = await millrace(['dead', 'discard', '--everything', '--json'])
  expect([JSON.parse(discarded.out), discarded.err]).toEqual([{ discarded: '2' }, 'discarding: 2 of 2 (100 %)\n'])
  expect(await ran('dead', 'list')).toBe('no dead letters\n')
})

test('events are followed until Ctrl-C', async () => {
  const following = spawn(process.execPath, [main, 'tail', '--last', '0', '--outcomes', '--json'], { env, cwd: folder })
  let out = ''
  following.stdout.on('data', (chunk) => (out += String(chunk)))
  const ended = new Promise((resolve) => following.once('close', resolve))
  const ids: string[] = []
  await eventually(
    async () => {
      ids.push(await scene.publish('push', { n: 1 }))
      await scene.concluded(ids.at(-1) ?? '')
      expect(ids.some((id) => out.includes(`"eventId":"${id}"`))).toBe(true)
      expect(out).toContain('"outcome"')
    },
    { withinMs: 30_000, everyMs: 500 },
  )
  following.kill('SIGINT')
  expect(await ended).toBe(0)
  for (const line of out.trimEnd().split('\n')) expect(() => JSON.parse(line) as unknown).not.toThrow()
})

describe('exit codes', () => {
  test.each([
    ['2: the words are wrong', ['dead', 'redrive'], 2, 'give ids, or what the letters have in common'],
    ['2: a field breaks its rules', ['invocations', 'get', 'x'], 2, 'id: '],
    ['5: not there', ['dead', 'get', 'f'.repeat(32)], 5, 'no dead letter has the id'],
    ['5: an unknown event', ['trace', 'never-heard-of'], 5, ''],
    ['5: an unknown delivery id', ['dedup', 'lookup', 'hook/push', 'nothing'], 5, ''],
    ['5: no such context', ['status', '--context', 'nowhere'], 5, 'there is no context "nowhere"'],
  ])('%s', async (_, args, code, message) => {
    const { code: given, err } = await millrace(args)
    expect(given).toBe(code)
    expect(err).toContain(message)
  })

  test('3: nobody answers', async () => {
    const { code, err } = await millrace(['status'], { MILLRACE_ADMIN_URL: 'http://127.0.0.1:1' })
    expect([code, err]).toEqual([3, expect.stringContaining('does not answer at http://127.0.0.1:1')])
  })
})
