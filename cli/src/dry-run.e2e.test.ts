import { readManifests, type Dependency, type Problem } from '@millrace/manifests'
import type { DryRun } from '@millrace/sensor/dry-run'
import { tempFolder } from '@millrace/testkit'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { runCli } from './run-cli.ts'

const root = join(import.meta.dirname, '..', '..')
const published = join(root, '..', 'shared', 'manifests', 'sensors')
let folder: Awaited<ReturnType<typeof tempFolder>>

beforeAll(async () => {
  folder = await tempFolder()
})
afterAll(() => folder[Symbol.asyncDispose]())

/** The command as a person runs it. */
function millrace(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const { promise, resolve } = Promise.withResolvers<{ code: number; stdout: string; stderr: string }>()
  execFile(join(root, 'cli/bin/millrace.mjs'), args, (error, stdout, stderr) => {
    resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr })
  })
  return promise
}

async function file(name: string, text: string): Promise<string> {
  const path = join(folder.path, name)
  await writeFile(path, text)
  return path
}

const sensor = `
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: { name: large, namespace: n }
spec:
  dependencies:
    - name: order
      eventSourceName: hook
      eventName: order
      filters: { data: [{ path: body.amount, type: number, comparator: ">=", value: ["100"] }] }
    - { name: payment, eventSourceName: hook, eventName: payment }
  triggers:
    - template:
        name: ship
        conditions: order && payment
        http:
          url: http://shipping.example/orders
          secureHeaders: [{ name: X-Key, valueFrom: { secretKeyRef: { name: ship, key: key } } }]
          payload: [{ src: { dependencyName: order, dataKey: body.amount, useRawData: true }, dest: amount }]
`

describe('millrace dry-run', () => {
  test('says which filter rejects, what it found and what it expected', async () => {
    const order = await file('small.json', '{"body":{"amount":7}}')
    const { code, stdout } = await millrace('dry-run', await file('sensor.yaml', sensor), '--event', `order=${order}`)
    expect(stdout).toContain('dependency order: not accepted: filters.data[0]: found 7, expected >= 100')
    expect(stdout).toContain('filters.data[0]: rejects: body.amount is 7, expected >= 100')
    expect(stdout).toContain('waits for order and payment')
    expect(code).toBe(0)
  })

  test('of a join it shows the request, byte for byte but for its secrets', async () => {
    const order = await file('order.json', '{"body":{"amount":700}}')
    const payment = await file('payment.json', '{"specversion":"1.0","source":"hook","subject":"payment","id":"p-1"}')
    const args = ['--event', `order=${order}`, '--event', payment]
    const path = await file('sensor.yaml', sensor)
    const { code, stdout } = await millrace('dry-run', path, ...args)
    expect(stdout).toContain('fires with order = event-1, payment = p-1')
    expect(stdout).toContain('POST http://shipping.example/orders')
    expect(stdout).toContain('X-Key: <Secret ship, key key>')
    expect(stdout).toContain('{"amount":700}')
    expect(code).toBe(0)
    const json = await millrace('dry-run', path, ...args, '--json')
    expect(JSON.parse(json.stdout)).toMatchObject({
      sensor: 'large',
      triggers: [{ trigger: 'ship', firings: [{ request: { kind: 'http', body: '{"amount":700}' } }] }],
    })
  })

  test('an event that does not say where it comes from, a missing file and a broken sensor say what to do', async () => {
    const path = await file('sensor.yaml', sensor)
    const bare = await millrace('dry-run', path, '--event', await file('bare.json', '{}'))
    expect([bare.code, bare.stderr]).toEqual([1, expect.stringContaining('--event DEPENDENCY=')])
    const absent = await millrace('dry-run', path, '--event', join(folder.path, 'absent.json'))
    expect([absent.code, absent.stderr]).toEqual([1, expect.stringContaining('cannot be read')])
    const broken = await millrace('dry-run', await file('broken.yaml', sensor.replace('name: ship', 'nome: ship')))
    expect([broken.code, broken.stderr]).toEqual([1, expect.stringMatching(/broken\.yaml:\d+:\d+/u)])
    const other = await millrace('dry-run', path, '--sensor', 'other')
    expect([other.code, other.stderr]).toEqual([1, expect.stringContaining('there is no Sensor other')])
  })
})

if (!existsSync(published)) {
  process.stderr.write(`SKIPPED: the published sensors are not at ${published}: none of them is run here\n`)
}

describe.skipIf(!existsSync(published))('the published sensors', async () => {
  const files = existsSync(published) ? (await readdir(published)).filter((name) => /\.ya?ml$/u.test(name)) : []

  test('are there', () => expect(files.length).toBeGreaterThan(40))

  test.each(files)('%s loads, validates and is run dry with an event for each dependency', async (name) => {
    const path = join(published, name)
    const { code, problems } = await quietly<{ problems: readonly Problem[] }>('validate', path, '--json')
    expect([code, problems.filter(({ severity }) => severity === 'error')]).toEqual([0, []])
    const events = await Promise.all(dependenciesIn(await readFile(path, 'utf8')).map(eventFor))
    const run = await quietly<DryRun>('dry-run', path, ...events.flatMap((event) => ['--event', event]), '--json')
    expect(run.problems.filter(({ code, severity }) => severity === 'error' && code !== 'language-missing')).toEqual([])
    expect(run.code).toBe(run.problems.some(({ severity }) => severity === 'error') ? 1 : 0)
    expect(run.events.map(({ dependencies }) => dependencies.length > 0)).toEqual(events.map(() => true))
    expect(run.triggers.length).toBeGreaterThan(0)
  })
})

/** The command in this process, with what it writes as JSON. */
async function quietly<T>(...args: string[]): Promise<T & { readonly code: number }> {
  let text = ''
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((part) => {
    text += String(part)
    return true
  })
  const mute = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  try {
    const code = await runCli(args, {})
    return { ...(JSON.parse(text) as T), code }
  } finally {
    write.mockRestore()
    mute.mockRestore()
  }
}

function dependenciesIn(text: string): Dependency[] {
  const { objects } = readManifests(text, 'sensor.yaml')
  return objects.flatMap(({ object }) => (object?.kind === 'Sensor' ? object.spec.dependencies : []))
}

async function eventFor({ name, eventSourceName, eventName }: Dependency): Promise<string> {
  const event = { specversion: '1.0', id: name, source: eventSourceName, subject: eventName, data: { body: { a: 1 } } }
  return file(`${eventSourceName}-${name}.json`, JSON.stringify(event))
}
