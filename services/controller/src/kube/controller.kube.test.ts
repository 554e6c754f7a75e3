import { openBus, type Bus } from '@millrace/bus'
import { at, listAt, resources, textAt, type KubeClient, type Resource } from '@millrace/kube'
import { describeOnKube, installCrds } from '@millrace/kube/scene'
import type { JsonObject } from '@millrace/manifests'
import { openRegistry } from '@millrace/registry'
import { configFrom, supervise, type Running } from '@millrace/service'
import { startTelemetry } from '@millrace/telemetry'
import { eventually, natsServer } from '@millrace/testkit'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { controllerOptions } from '../config.ts'
import { startController } from '../start.ts'

let server: Awaited<ReturnType<typeof natsServer>>
let bus: Bus

const object = (namespace: string, kind: string, name: string, spec: JsonObject): JsonObject => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind,
  metadata: { name, namespace },
  spec,
})
const webhook = { webhook: { push: { port: '12000', endpoint: '/', method: 'POST' } } }
const sensor = (url = 'http://localhost:1') => ({
  dependencies: [{ name: 'a', eventSourceName: 'hook', eventName: 'push' }],
  triggers: [{ template: { name: 't', http: { url, method: 'POST' } } }],
})
const native = { jetstream: { version: 'latest', replicas: 1, streamConfig: 'replicas: 1\nmaxMsgs: 77' } }

/** A controller that follows one namespace of the cluster. */
async function controller(kube: string, namespace: string, lease = namespace) {
  const lines: string[] = []
  const telemetry = await startTelemetry({ service: 'controller', write: (line) => void lines.push(line) })
  const config = configFrom(controllerOptions, {
    natsUrl: server.url,
    control: { host: '127.0.0.1', port: 0 },
    kube,
    kubeNamespaces: [namespace],
    kubeLease: lease,
    settleMs: 20,
  })
  const { life, ended } = supervise(
    (_stop, life): Promise<Running> => startController(config, { life, telemetry }),
    telemetry.log,
  )
  const stop = async () => {
    life.drain()
    expect(await ended, lines.join('')).toEqual({ kind: 'drained' })
    await telemetry[Symbol.asyncDispose]()
  }
  onTestFinished(stop)
  return { lines, stop }
}

const inForce = async (namespace: string) =>
  (await (await openRegistry(bus, 1)).list())
    .filter(({ metadata }) => metadata.namespace === namespace)
    .map(({ kind, metadata }) => `${kind} ${metadata.name} ${metadata.generation ?? 0}`)
    .sort()

async function conditions(client: KubeClient, resource: Resource, namespace: string, name: string) {
  const { status = {} } = await client.get(resource, { namespace, name })
  const all = listAt(status, 'conditions')
  const of = (type: string) => all.find((one) => textAt(one, 'type') === type)
  return { all, of, generation: at(status, 'observedGeneration') }
}

const within = { withinMs: 20_000, everyMs: 100 }

describeOnKube('the controller on a cluster', (scene) => {
  beforeAll(async () => {
    server = await natsServer()
    bus = await openBus({ url: server.url, name: 'controller-test' })
    await installCrds(scene().admin)
  }, 60_000)
  afterAll(async () => {
    await bus?.[Symbol.asyncDispose]()
    await server?.[Symbol.asyncDispose]()
  })

  test('objects come into force, change and go; the stream is made; their status says so', async () => {
    const { admin, server: api, namespace } = scene()
    const home = await namespace()
    await controller(api.kubeconfig('admin'), home)
    await admin.create(resources.eventBuses, object(home, 'EventBus', 'default', native))
    await admin.create(resources.eventSources, object(home, 'EventSource', 'hook', webhook))
    await admin.create(resources.sensors, object(home, 'Sensor', 'listens', sensor()))
    const all = ['EventBus default 1', 'EventSource hook 1', 'Sensor listens 1']
    await eventually(async () => expect(await inForce(home)).toEqual(all), within)
    const { config } = await bus.manager.streams.info(`EVENTS_${home}_default`)
    expect(config.max_msgs).toBe(77)
    for (const [resource, name, types] of [
      [resources.eventBuses, 'default', ['Configured', 'Deployed', 'Ready']],
      [resources.eventSources, 'hook', ['Deployed', 'Ready', 'SourcesProvided']],
      [resources.sensors, 'listens', ['DependenciesProvided', 'Deployed', 'Ready', 'TriggersProvided']],
    ] as const) {
      await eventually(async () => {
        const { all, generation } = await conditions(admin, resource, home, name)
        expect(all.map((one) => `${textAt(one, 'type')} ${textAt(one, 'status')}`)).toEqual(
          types.map((type) => `${type} True`),
        )
        expect(generation).toBe(1)
      }, within)
    }
    await admin.remove(resources.sensors, { namespace: home, name: 'listens' })
    await eventually(async () => expect(await inForce(home)).toEqual(all.slice(0, 2)), within)
  })

  test('a broken generation names its field, keeps the last good one in force, and stops no other', async () => {
    const { admin, server: api, namespace } = scene()
    const home = await namespace()
    const { lines } = await controller(api.kubeconfig('admin'), home)
    await admin.create(resources.sensors, object(home, 'Sensor', 'good', sensor()))
    await admin.create(resources.sensors, object(home, 'Sensor', 'undecodable', { ...sensor(), dependencies: [{}] }))
    const readyOf = async (name: string) => (await conditions(admin, resources.sensors, home, name)).of('Ready')
    await eventually(async () => expect(textAt(await readyOf('good'), 'status')).toBe('True'), within)
    await eventually(async () => {
      const { of } = await conditions(admin, resources.sensors, home, 'undecodable')
      expect(of('DependenciesProvided')).toMatchObject({
        status: 'False',
        reason: 'InvalidDependencies',
        message: expect.stringContaining('spec.dependencies[0].name'),
      })
    }, within)
    const before = await conditions(admin, resources.sensors, home, 'good')
    const patch = { strategy: 'merge', body: { spec: { triggers: [{ template: { name: 't', http: {} } }] } } } as const
    await admin.patch(resources.sensors, { namespace: home, name: 'good' }, patch)
    await eventually(async () => {
      const { of, generation } = await conditions(admin, resources.sensors, home, 'good')
      expect([generation, textAt(of('Ready'), 'status')]).toEqual([2, 'False'])
      expect(textAt(of('Ready'), 'message')).toContain('spec.triggers[0].template.http.url')
      // Its status is as it was, so its time is too.
      expect(of('DependenciesProvided')).toEqual(before.of('DependenciesProvided'))
    }, within)
    expect(await inForce(home)).toEqual(['Sensor good 1'])
    await eventually(async () => {
      const { items } = await admin.list(resources.events, { namespace: home })
      const told = items.map((event) => `${textAt(event, 'regarding', 'name')} ${textAt(event, 'type')}`).sort()
      expect(told, lines.join('')).toEqual(['good Normal', 'good Warning', 'undecodable Warning'])
    }, within)
  })

  test('of two replicas one writes; the other follows when it stops', async () => {
    const { admin, server: api, namespace } = scene()
    const home = await namespace()
    const first = await controller(api.kubeconfig('admin'), home)
    await eventually(() => expect(first.lines.join('')).toContain('This replica leads'), within)
    const second = await controller(api.kubeconfig('admin'), home)
    await admin.create(resources.eventSources, object(home, 'EventSource', 'a', webhook))
    await eventually(async () => expect(await inForce(home)).toEqual(['EventSource a 1']), within)
    expect(second.lines.join('')).not.toContain('This replica leads')
    await first.stop()
    await admin.create(resources.eventSources, object(home, 'EventSource', 'b', webhook))
    await eventually(async () => expect(await inForce(home)).toEqual(['EventSource a 1', 'EventSource b 1']), within)
    expect(second.lines.join('')).toContain('This replica leads')
  })
})
