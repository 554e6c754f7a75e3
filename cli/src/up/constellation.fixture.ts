import { freePort, natsServer, redisServer, tempFolder } from '@millrace/testkit'
import { payloadOptions } from '@millrace/payloads'
import { configFrom } from '@millrace/service'
import { startTelemetry } from '@millrace/telemetry'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startServices, stopServices } from './services.ts'

/** The whole system in the test's own process, on real servers. */
export interface Constellation extends AsyncDisposable {
  /** Base address of the EventSources' port. */
  readonly url: string
  readonly adminUrl: string
  /** Base address of the Workflows event API; served where there are bindings. */
  readonly workflowEventsUrl: string
  readonly natsUrl: string
  readonly redisUrl: string
  /** The log, line by line, as JSON. */
  readonly lines: readonly Record<string, unknown>[]
  /** Writes a manifest file anew: it is reloaded. */
  write(name: string, text: string): Promise<void>
}

/**
 * Starts everything on manifests in which `PORT` stands for the port of the EventSources. `kube`: kubeconfig of the cluster
 * that triggers and bindings act on.
 */
export async function constellation(manifests: string, otlpEndpoint?: string, kube?: string): Promise<Constellation> {
  await using setup = new AsyncDisposableStack()
  const folder = setup.use(await tempFolder())
  const port = await freePort()
  const adminPort = await freePort()
  const workflowEventsPort = await freePort()
  const write = (name: string, text: string): Promise<void> =>
    writeFile(join(folder.path, name), text.replaceAll('PORT', String(port)))
  await write('manifests.yaml', manifests)
  const nats = setup.use(await natsServer())
  const redis = setup.use(await redisServer({ appendOnly: true }))
  const lines: Record<string, unknown>[] = []
  const keep = (line: string): void => void lines.push(JSON.parse(line) as Record<string, unknown>)
  const telemetry = setup.use(await startTelemetry({ service: 'test', write: keep, otlpEndpoint, exportEveryMs: 100 }))
  const services = await startServices({
    options: {
      dir: folder.path,
      state: folder.path,
      durability: 'relaxed',
      adminPort,
      workflowEventsPort,
      ...(kube === undefined ? {} : { kube }),
      metricsPort: -1,
      history: true,
      logLevel: 'info',
    },
    servers: { natsUrl: nats.url, redisUrl: redis.url },
    telemetry,
    languages: { templateEnv: new Map(), templateHosts: [] },
    payloads: configFrom(payloadOptions, {}),
  })
  setup.defer(() => stopServices(services))
  const owned = setup.move()
  return {
    url: `http://127.0.0.1:${port}`,
    adminUrl: `http://127.0.0.1:${adminPort}`,
    workflowEventsUrl: `http://127.0.0.1:${workflowEventsPort}`,
    natsUrl: nats.url,
    redisUrl: redis.url,
    lines,
    write,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
