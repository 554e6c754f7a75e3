import { spawnService, freePort, natsServer, redisServer, type ServiceProcess } from '@millrace/testkit'

/** All services as processes of their own, those that speak to the API each under its own account. */
export interface Installation extends AsyncDisposable {
  /** Where ingest takes events whose manifest names no other port. */
  readonly ingestPort: number
  /** Where ingest takes what is for bindings. */
  readonly workflowEventsPort: number
  /** Where the admin API is, which has the cluster asked about its callers by their own tokens. */
  readonly adminPort: number
  readonly natsUrl: string
  readonly logs: () => Promise<string>
}

export interface InstallationOptions {
  /** The kubeconfig of a service; undefined where it has no business with the API. */
  readonly kubeconfig: (service: string) => Promise<string | undefined>
  /** Added to the settings of one replica. */
  readonly env: (service: string, replica: number) => Readonly<Record<string, string>>
}

const oneEach = ['dedup', 'router', 'trigger-executor', 'ingest', 'sources', 'admin'] as const

/** Starts everything; two controllers, of which one leads. */
export async function installation({ kubeconfig, env }: InstallationOptions): Promise<Installation> {
  await using setup = new AsyncDisposableStack()
  const nats = setup.use(await natsServer())
  const redis = setup.use(await redisServer())
  const ingestPort = await freePort()
  const workflowEventsPort = await freePort()
  const adminPort = await freePort()
  const running: ServiceProcess[] = []
  const start = async ([service, replica]: readonly [string, number]): Promise<void> => {
    const kube = await kubeconfig(service)
    const process = await spawnService({
      main: new URL(`../../../services/${service}/src/main.ts`, import.meta.url),
      env: {
        MILLRACE_NATS_URL: nats.url,
        MILLRACE_REDIS_URL: redis.url,
        MILLRACE_CONTROL_ADDRESS: `127.0.0.1:${await freePort()}`,
        MILLRACE_METRICS_PORT: '-1',
        MILLRACE_INGEST_PORT: String(ingestPort),
        MILLRACE_WORKFLOW_EVENTS_PORT: String(workflowEventsPort),
        MILLRACE_WORKFLOW_EVENTS_TLS: 'off',
        MILLRACE_ADMIN_ADDRESS: `127.0.0.1:${adminPort}`,
        ...(kube === undefined ? {} : { [service === 'admin' ? 'MILLRACE_ADMIN_KUBE' : 'MILLRACE_KUBE']: kube }),
        ...env(service, replica),
      },
      ready: { line: /Service running/ },
    })
    running.push(setup.use(process))
  }
  const replicas = [['controller', 0], ['controller', 1], ...oneEach.map((service) => [service, 0] as const)] as const
  await Promise.all(replicas.map(start))
  const owned = setup.move()
  return {
    ingestPort,
    workflowEventsPort,
    adminPort,
    natsUrl: nats.url,
    logs: async () => (await Promise.all(running.map((one) => one.log()))).join('\n'),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
