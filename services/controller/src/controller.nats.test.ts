import { openBus, type Bus } from '@millrace/bus'
import { openRegistry, type Registry } from '@millrace/registry'
import { configFrom, supervise, type Running } from '@millrace/service'
import { startTelemetry } from '@millrace/telemetry'
import { eventually, natsServer, tempFolder } from '@millrace/testkit'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { controllerOptions } from './config.ts'
import { startController, type Controller } from './start.ts'
import type { SyncReport } from './sync-report.ts'

let server: Awaited<ReturnType<typeof natsServer>>
let bus: Bus
let registry: Registry

beforeAll(async () => {
  server = await natsServer()
  bus = await openBus({ url: server.url, name: 'controller-test' })
})

afterAll(async () => {
  await bus[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

const source = (name: string, endpoint = `/${name}`) => `
apiVersion: argoproj.io/v1alpha1
kind: EventSource
metadata:
  name: ${name}
spec:
  webhook:
    push:
      port: "12000"
      endpoint: ${endpoint}
      method: POST
`

/** A scene of its own: an empty registry, folders, and a controller that can be started again. */
async function scene(files: Record<string, string>, folders: readonly string[] = ['.']) {
  registry = await openRegistry(bus, 1)
  await registry.bucket.destroy()
  registry = await openRegistry(bus, 1)
  const temp = await tempFolder()
  onTestFinished(() => temp[Symbol.asyncDispose]())
  const write = async (name: string, text: string): Promise<void> => {
    await mkdir(join(temp.path, name, '..'), { recursive: true })
    await writeFile(join(temp.path, name), text)
  }
  for (const [name, text] of Object.entries(files)) await write(name, text)
  const start = () => run(folders.map((folder) => join(temp.path, folder)))
  return { root: temp.path, write, start, ...(await start()) }
}

async function run(manifests: readonly string[]) {
  const lines: string[] = []
  const telemetry = await startTelemetry({ service: 'controller', write: (line) => void lines.push(line) })
  const config = configFrom(controllerOptions, {
    natsUrl: server.url,
    manifests,
    control: { host: '127.0.0.1', port: 0 },
    rescanMs: 60_000,
    settleMs: 50,
    fileBytesMax: 20_000,
  })
  const reports: SyncReport[] = []
  const { promise, resolve } = Promise.withResolvers<Controller>()
  const { life, ended } = supervise(async (_stop, life): Promise<Running> => {
    const started = await startController(config, { life, telemetry, onSync: (report) => void reports.push(report) })
    resolve(started)
    return started
  }, telemetry.log)
  const stop = async () => {
    life.drain()
    expect(await ended).toEqual({ kind: 'drained' })
    await telemetry[Symbol.asyncDispose]()
  }
  onTestFinished(stop)
  const controller = await Promise.race([promise, ended.then(() => Promise.reject(new Error(lines.join(''))))])
  return { controller, lines, reports, stop }
}

const listed = async () =>
  (await registry.list()).map(({ kind, metadata }) => `${kind} ${metadata.name} ${metadata.generation ?? 0}`).sort()
const revision = async () => (await registry.bucket.status()).streamInfo.state.last_seq

test('once it has started, the folder is in force: objects, streams and the routers consumer', async () => {
  const busText = `
apiVersion: argoproj.io/v1alpha1
kind: EventBus
metadata: { name: default }
spec: { jetstream: { version: latest, replicas: 1, streamConfig: "maxAge: 2h\\nmaxMsgs: 77\\nreplicas: 1" } }
`
  await scene({ 'a.yaml': source('hook'), 'sub/bus.yml': busText })
  expect(await listed()).toEqual(['EventBus default 1', 'EventSource hook 1'])
  const { config } = await bus.manager.streams.info('EVENTS_default_default')
  expect(config).toMatchObject({ max_msgs: 77, max_age: 2 * 3_600e9, retention: 'limits' })
  const consumer = await bus.manager.consumers.info('EVENTS_default_default', 'router')
  expect(consumer.config).toMatchObject({ ack_policy: 'explicit', deliver_policy: 'all', max_ack_pending: 1_000 })
})

test('a bus that named another server while nobody looked is not waited for any more', async () => {
  const busText = (spec: string) =>
    `apiVersion: argoproj.io/v1alpha1\nkind: EventBus\nmetadata: { name: moved }\nspec: ${spec}\n`
  const { stop, start, write } = await scene({
    'bus.yaml': busText('{ jetstreamExotic: { url: "nats://127.0.0.1:1" } }'),
  })
  const consumers = async (): Promise<string[]> => {
    const names: string[] = []
    for await (const { name } of bus.manager.consumers.list('EVENTS_default_moved')) names.push(name)
    return names.toSorted()
  }
  await eventually(async () => expect(await consumers()).toEqual(['outside', 'router']))
  await stop()
  await write('bus.yaml', busText('{ jetstream: { version: latest } }'))
  await start()
  await eventually(async () => expect(await consumers()).toEqual(['router']))
})

test('a change is in force by itself; what did not change is not written again', async () => {
  const { write } = await scene({ 'a.yaml': source('a'), 'b.yaml': source('b') })
  const before = await revision()
  await write('a.yaml', source('a', '/changed'))
  await eventually(async () => expect(await listed()).toEqual(['EventSource a 2', 'EventSource b 1']))
  expect(await revision()).toBe(before + 1)
})

test('files that come, move and go, in folders made meanwhile', async () => {
  const { root, write } = await scene({ 'a.yaml': source('a') })
  await write('new/deeper/c.yaml', source('c'))
  await eventually(async () => expect(await listed()).toEqual(['EventSource a 1', 'EventSource c 1']))
  await rename(join(root, 'new/deeper/c.yaml'), join(root, 'moved.yaml'))
  await eventually(async () => expect(await listed()).toEqual(['EventSource a 1', 'EventSource c 1']))
  await rm(join(root, 'a.yaml'))
  await eventually(async () => expect(await listed()).toEqual(['EventSource c 1']))
})

test('a broken object keeps its last good version, is told with file, line and column, and told again when mended', async () => {
  const { root, write, lines, controller } = await scene({ 'a.yaml': source('a') })
  const broken = source('a', 'no-slash')
  await write('a.yaml', broken)
  await eventually(() => expect(controller.problems()).toHaveLength(1))
  const line = broken.split('\n').findIndex((text) => text.includes('endpoint')) + 1
  const place = `${join(root, 'a.yaml')}:${line}:17: error: spec.webhook.push.endpoint: `
  expect(lines.join('')).toContain(place)
  expect(await listed()).toEqual(['EventSource a 1'])
  await write('a.yaml', source('a', '/mended'))
  await eventually(async () => expect(await listed()).toEqual(['EventSource a 2']))
  await eventually(() => expect(controller.problems()).toEqual([]))
  expect(lines.join('')).toContain(`Gone: ${place}`)
})

test('an expression that does not compile keeps the last good version, and is told with its place', async () => {
  const filtered = (expression: string) => `${source('a')}      filter:\n        expression: ${expression}\n`
  const { root, write, lines, controller } = await scene({ 'a.yaml': filtered('body.n > 1') })
  await write('a.yaml', filtered('body.n >'))
  await eventually(() => expect(controller.problems()).toHaveLength(2))
  expect(lines.join('')).toContain(`${join(root, 'a.yaml')}:13:28: error: spec.webhook.push.filter.expression: `)
  expect(lines.join('')).toContain('a text in it does not compile; its last good version stays in force')
  expect(await listed()).toEqual(['EventSource a 1'])
  await write('a.yaml', filtered('body.n > 2'))
  await eventually(async () => expect(await listed()).toEqual(['EventSource a 2']))
})

test('a file that is no YAML any more takes nothing out of force, also after a restart', async () => {
  const { write, controller, stop, start } = await scene({ 'a.yaml': source('a'), 'b.yaml': source('b') })
  await write('a.yaml', 'kind: [')
  await eventually(() => expect(controller.problems().length).toBeGreaterThan(0))
  await stop()
  await start()
  expect(await listed()).toEqual(['EventSource a 1', 'EventSource b 1'])
})

test('a start on what is in force already writes nothing', async () => {
  const { stop, start } = await scene({ 'a.yaml': source('a') })
  const before = await revision()
  await stop()
  const { reports } = await start()
  expect(await revision()).toBe(before)
  expect(reports).toMatchObject([{ put: [], removed: [], inForce: [{ metadata: { name: 'a' } }] }])
})

test('what went while the controller was away is removed', async () => {
  const { root, stop, start } = await scene({ 'a.yaml': source('a'), 'b.yaml': source('b') })
  await stop()
  await rm(join(root, 'a.yaml'))
  await start()
  expect(await listed()).toEqual(['EventSource b 1'])
})

test('several paths, a file too large among them', async () => {
  const big = `${source('big')}# ${'x'.repeat(20_000)}\n`
  const { controller } = await scene({ 'one/a.yaml': source('a'), 'two/b.yaml': source('b'), 'two/big.yaml': big }, [
    'one',
    'two',
  ])
  expect(await listed()).toEqual(['EventSource a 1', 'EventSource b 1'])
  expect(controller.problems()).toMatchObject([
    { file: expect.stringMatching(/big\.yaml$/u), message: expect.stringMatching(/20000 at most/u) },
  ])
})

test('Secrets stay out of the registry and out of the log', async () => {
  const secret = 'apiVersion: v1\nkind: Secret\nmetadata: { name: token }\nstringData: { token: hush-hush }\n'
  const { lines } = await scene({ 'a.yaml': `${secret}---${source('a')}` })
  expect(await listed()).toEqual(['EventSource a 1'])
  expect(lines.join('')).not.toContain('hush')
})

test('a bus without a manifest has a stream with default settings, and a notice says so', async () => {
  const text = source('a').replace('spec:', 'spec:\n  eventBusName: side')
  const { lines, reports } = await scene({ 'a.yaml': text })
  const { config } = await bus.manager.streams.info('EVENTS_default_side')
  expect(config).toMatchObject({ max_age: 168 * 3_600e9, max_msgs: -1, max_bytes: -1 })
  expect(reports[0]?.impliedBuses).toMatchObject([{ namespace: 'default', bus: 'side' }])
  expect(lines.join('')).toContain('EventBus default/side is in no manifest')
})

test('a stream that NATS refuses keeps its bus and the users of it out of force, and nothing else', async () => {
  // Somebody else's stream has the subject.
  await bus.ensureStream({ name: 'FOREIGN', subjects: ['events.default.taken'] })
  const text = source('a').replace('spec:', 'spec:\n  eventBusName: taken')
  const { controller } = await scene({ 'a.yaml': text, 'b.yaml': source('b') })
  expect(await listed()).toEqual(['EventSource b 1'])
  expect(
    controller
      .problems()
      .map(({ message }) => message)
      .join(),
  ).toMatch(/NATS refuses the stream of its EventBus taken: .*overlap/u)
})

test('a NATS server that comes back empty is filled again', async () => {
  const { lines } = await scene({ 'a.yaml': source('a') })
  await bus.manager.streams.delete('EVENTS_default_default')
  await server.kill()
  await server.restart()
  await eventually(
    async () => expect((await bus.manager.streams.info('EVENTS_default_default')).config.name).toBeTruthy(),
    { withinMs: 20_000 },
  )
  expect(lines.join('')).toContain('NATS connection found')
})
