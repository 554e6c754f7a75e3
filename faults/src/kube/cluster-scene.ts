import { openKube, type KubeClient } from '@millrace/kube'
import { installArgoCrds } from '@millrace/kube/argo-crds'
import {
  freePort,
  kubeBinaries,
  kubeServer,
  natsServer,
  redisServer,
  spawnService,
  type KubeServer,
  type ServiceProcess,
} from '@millrace/testkit'
import { findKubectl, type Kubectl } from './kubectl.ts'

/** A Kubernetes API of its own with all CustomResourceDefinitions, NATS, Redis, and every service of the road in a process of its own on them. */
export interface ClusterScene extends AsyncDisposable {
  readonly server: KubeServer
  readonly admin: KubeClient
  readonly kubectl: Kubectl
  readonly services: ReadonlyMap<ServiceName, ServiceProcess>
}

export const clusterServices = ['controller', 'dedup', 'router', 'trigger-executor', 'sources', 'ingest'] as const

export type ServiceName = (typeof clusterServices)[number]

/** Whose kubeconfig a service gets; the others do not speak to the API. */
const kubeUsersOf: Readonly<Partial<Record<ServiceName, 'admin'>>> = {
  controller: 'admin',
  'trigger-executor': 'admin',
  sources: 'admin',
  ingest: 'admin',
}

const crds = new URL('../../../deploy/crds', import.meta.url)

/** Undefined where this machine has no kube-apiserver or no kubectl, which is said. */
export async function clusterScene(
  path: string | undefined,
  say: (line: string) => void,
): Promise<ClusterScene | undefined> {
  const found = await kubeBinaries()
  if (found.kind === 'missing') return undefined
  await using setup = new AsyncDisposableStack()
  say('etcd and kube-apiserver, with RBAC on …')
  const server = setup.use(await kubeServer(found))
  const admin = setup.use(
    await openKube({ kind: 'token', url: server.url, token: server.token('admin'), ca: server.ca }),
  )
  const kubectl = findKubectl(path, server.kubeconfig('admin'))
  if (kubectl === undefined) {
    say('SKIPPED: there is no kubectl on PATH')
    return undefined
  }
  say('kubectl apply: the CustomResourceDefinitions')
  await kubectl(['apply', '--server-side', '-k', crds.pathname])
  await installArgoCrds(admin)
  await kubectl(['wait', '--for=condition=Established', '--timeout=60s', 'crd', '--all'])
  say('NATS and Redis …')
  const nats = setup.use(await natsServer({ sync: 'always' }))
  const redis = setup.use(await redisServer({ appendOnly: true }))
  const services = new Map<ServiceName, ServiceProcess>()
  for (const name of clusterServices) {
    say(`${name} …`)
    const control = `127.0.0.1:${await freePort()}`
    const user = kubeUsersOf[name]
    const process = await spawnService({
      name,
      main: new URL(`../../../services/${name}/src/main.ts`, import.meta.url),
      env: {
        MILLRACE_NATS_URL: nats.url,
        MILLRACE_REDIS_URL: redis.url,
        MILLRACE_CONTROL_ADDRESS: control,
        MILLRACE_METRICS_PORT: '0',
        ...(user === undefined ? {} : { MILLRACE_KUBE: server.kubeconfig(user) }),
      },
      ready: { port: Number(control.split(':')[1]) },
      readyMaxMs: 60_000,
    })
    services.set(name, setup.use(process))
  }
  const owned = setup.move()
  return { server, admin, kubectl, services, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}
