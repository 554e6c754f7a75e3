import { openBus, type Bus } from '@millrace/bus'
import { at, listAt, textAt, type KubeClient, type Resource } from '@millrace/kube'
import { installCrds, type KubeScene } from '@millrace/kube/scene'
import type { JsonObject } from '@millrace/manifests'
import { openRegistry } from '@millrace/registry'
import { configFrom, supervise, type Running } from '@millrace/service'
import { startTelemetry } from '@millrace/telemetry'
import { natsServer } from '@millrace/testkit'
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest'
import { controllerOptions, type ControllerConfig } from '../config.ts'
import { startController } from '../start.ts'
import { grantController } from './controller-rights.fixture.ts'

export const object = (
  namespace: string,
  kind: string,
  name: string,
  spec: JsonObject,
  metadata: JsonObject = {},
): JsonObject => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind,
  metadata: { name, namespace, ...metadata },
  spec,
})

export const webhook = { webhook: { push: { port: '12000', endpoint: '/', method: 'POST' } } }

export const sensor = (url = 'http://localhost:1') => ({
  dependencies: [{ name: 'a', eventSourceName: 'hook', eventName: 'push' }],
  triggers: [{ template: { name: 't', http: { url, method: 'POST' } } }],
})

export const within = { withinMs: 20_000, everyMs: 100 }

/** A NATS server beside the API server, and controllers that follow one namespace each, with the rights that they have in a cluster. */
export interface ClusterScene {
  readonly bus: () => Bus
  readonly natsUrl: () => string
  readonly controller: (namespace: string, settings?: Partial<ControllerConfig>) => Promise<Controlling>
  /** `Kind name generation` of what is in force in a namespace. */
  readonly inForce: (namespace: string) => Promise<readonly string[]>
}

export interface Controlling {
  readonly lines: readonly string[]
  readonly stop: () => Promise<void>
}

export function clusterScene(scene: () => KubeScene): ClusterScene {
  let server: Awaited<ReturnType<typeof natsServer>>
  let bus: Bus
  beforeAll(async () => {
    server = await natsServer()
    bus = await openBus({ url: server.url, name: 'controller-test' })
    await installCrds(scene().admin)
    await grantController(scene().admin)
  }, 60_000)
  afterAll(async () => {
    await bus?.[Symbol.asyncDispose]()
    await server?.[Symbol.asyncDispose]()
  })
  return {
    bus: () => bus,
    natsUrl: () => server.url,
    controller: (namespace, settings = {}) =>
      startControlling({
        natsUrl: server.url,
        control: { host: '127.0.0.1', port: 0 },
        kube: scene().server.kubeconfig('controller'),
        kubeNamespaces: [namespace],
        kubeLease: namespace,
        settleMs: 20,
        ...settings,
      }),
    inForce: async (namespace) =>
      (await (await openRegistry(bus, 1)).list())
        .filter(({ metadata }) => metadata.namespace === namespace)
        .map(({ kind, metadata }) => `${kind} ${metadata.name} ${metadata.generation ?? 0}`)
        .sort(),
  }
}

async function startControlling(settings: Partial<ControllerConfig>): Promise<Controlling> {
  const lines: string[] = []
  const telemetry = await startTelemetry({ service: 'controller', write: (line) => void lines.push(line) })
  const config = configFrom(controllerOptions, settings)
  const { life, ended } = supervise(
    (_stop, life): Promise<Running> => startController(config, { life, telemetry }),
    telemetry.log,
  )
  let stopped: Promise<void> | undefined
  const stop = (): Promise<void> =>
    (stopped ??= (async () => {
      life.drain()
      expect(await ended, lines.join('')).toEqual({ kind: 'drained' })
      await telemetry[Symbol.asyncDispose]()
    })())
  onTestFinished(stop)
  return { lines, stop }
}

/** What an object's status says. */
export async function conditions(client: KubeClient, resource: Resource, namespace: string, name: string) {
  const { status = {} } = await client.get(resource, { namespace, name })
  const all = listAt(status, 'conditions')
  const of = (type: string) => all.find((one) => textAt(one, 'type') === type)
  return { all, of, generation: at(status, 'observedGeneration') }
}
