import { openBus } from '@millrace/bus'
import { resources } from '@millrace/kube'
import { describeOnKube } from '@millrace/kube/scene'
import { openRegistry } from '@millrace/registry'
import { configFrom, supervise } from '@millrace/service'
import { startTelemetry } from '@millrace/telemetry'
import { eventually, freePort, natsServer } from '@millrace/testkit'
import { expect, onTestFinished, test } from 'vitest'
import { ingestOptions } from './config.ts'
import { eventSources, manifest, send } from './ingest.fixture.ts'
import { startIngest } from './start.ts'

const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { namespace: 'ns', name: 'hook' } }
const within = { withinMs: 20_000, everyMs: 50 }

describeOnKube('ingest in a cluster', (scene) => {
  test('a token of a Secret of the cluster lets in; a rotated one does without a restart, and the old one no more', async () => {
    const { admin, server } = scene()
    const nats = await natsServer()
    onTestFinished(() => nats[Symbol.asyncDispose]())
    const bus = await openBus({ url: nats.url, name: 'ingest-test' })
    onTestFinished(() => bus[Symbol.asyncDispose]())
    const metadata = { name: 'ns' }
    await admin.create(resources.namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata })
    await admin.create(resources.secrets, { ...secret, stringData: { token: 'first' } })
    const port = await freePort()
    const event = `{endpoint: /, port: "${port}", method: POST, authSecret: {name: hook, key: token}}`
    const registry = await openRegistry(bus, 1)
    for (const source of eventSources(manifest('hook', `  webhook:\n    event: ${event}`))) await registry.put(source)
    const lines: string[] = []
    const telemetry = await startTelemetry({ service: 'ingest', write: (line) => void lines.push(line) })
    const config = configFrom(ingestOptions, {
      natsUrl: nats.url,
      control: { host: '127.0.0.1', port: 0 },
      kube: server.kubeconfig('admin'),
    })
    const ingest = supervise((_stop, life) => startIngest(config, { life, telemetry }), telemetry.log)
    onTestFinished(async () => {
      ingest.life.drain()
      expect(await ingest.ended, lines.join('')).toEqual({ kind: 'drained' })
      await telemetry[Symbol.asyncDispose]()
    })
    await eventually(() => ingest.life.state === 'running', within)
    const status = async (token: string) =>
      (await send('/', { port, body: '{}', headers: { Authorization: `Bearer ${token}` } })).status
    await eventually(async () => expect(await status('first')).toBe(200), within)
    expect(await status('second')).toBe(401)
    const patch = { strategy: 'merge', body: { stringData: { token: 'second' } } } as const
    await admin.patch(resources.secrets, secret.metadata, patch)
    await eventually(async () => expect([await status('second'), await status('first')]).toEqual([200, 401]), within)
    expect(lines.join('')).not.toContain('"first"')
  })
})
