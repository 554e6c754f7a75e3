import { openBus, workflowEventsStream } from '@millrace/bus'
import { openKube, resources, type KubeClient } from '@millrace/kube'
import { installArgoCrds, installCrds } from '@millrace/kube/scene'
import { freePort, launch } from '@millrace/servers'
import { eventually, kubeBinaries, kubeServer, type KubeServer } from '@millrace/testkit'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { BenchRun } from '../bench-run.ts'
import { startConstellation } from '../constellation.ts'
import { check, type Check } from '../result.ts'
import { scratch } from '../scratch.ts'
import { untilAccepts } from '../until-accepts.ts'
import { apiRequests, asked, totalOf, writesOf, type ApiRequests } from './api-requests.ts'
import { argoVersion, benchBinding, benchEvent, bindingsMax } from './event-bindings.ts'
import { eventLoad, type LoadOptions } from './event-load.ts'

const namespace = 'bench'
const connections = 64
const seconds = 10
/** Events of the run in which each submits a workflow. */
const submitted = 1_000
const quietMs = 180_000
const ratioMin = 50

/**
 * The Workflows event API beside a server that lists for every event, on one API server and in one run. A text says why it
 * could not be measured.
 */
export async function measureWorkflowEvents(run: BenchRun): Promise<readonly Check[] | string> {
  const found = await kubeBinaries()
  if (found.kind === 'missing') return found.reason
  await using setup = new AsyncDisposableStack()
  const server = setup.use(await kubeServer(found))
  const admin = setup.use(await openKube({ kind: 'file', path: server.kubeconfig('admin') }))
  await prepare(admin)
  const folder = setup.use(await scratch('workflow-events'))
  const authorization = `Bearer ${server.token('admin')}`
  const none = { authorization, connections, seconds, discriminator: () => 'nothing', body: benchEvent }
  const baseline = await measureBaseline(server, folder.path, none)
  run.say(`  baseline: ${baseline.perS.toFixed(1)} events/s, ${perEvent(baseline.requests, baseline.answered)}`)
  const ours = await measureOurs(server, admin, { dir: folder.path, run, none })
  run.say(`  millrace, nothing matches: ${perEvent(ours.none.requests, ours.none.answered)}`)
  run.say(`  millrace, each submits: ${perEvent(ours.each.requests, ours.each.workflows)}`)
  return [
    check('events/s of a server that lists for every event', baseline.perS),
    check('events/s answered', ours.none.perS),
    check('events/s decided about', ours.none.decidedPerS),
    check('events/s decided about, as a ratio to that server', ours.none.decidedPerS / baseline.perS, {
      min: ratioMin,
    }),
    check(
      'requests to the API server an event that matches nothing',
      totalOf(ours.none.requests) / ours.none.answered,
      { max: 0.01 },
    ),
    check('requests to the API server a workflow', totalOf(ours.each.requests) / ours.each.workflows),
    check('writes to the API server a workflow', writesOf(ours.each.requests) / ours.each.workflows, { max: 1 }),
    check('workflows a second', ours.each.workflowsPerS),
    check('workflows that are missing, or there twice', Math.abs(submitted - ours.each.workflows), { max: 0 }),
  ]
}

async function prepare(admin: KubeClient): Promise<void> {
  await installCrds(admin)
  await installArgoCrds(admin)
  await admin.create(resources.namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
  const template = {
    apiVersion: argoVersion,
    kind: 'WorkflowTemplate',
    metadata: { name: 'bench', namespace },
    spec: {},
  }
  await admin.create(resources.workflowTemplates, template)
  for (let nth = 0; nth < bindingsMax; nth += 1) {
    await admin.create(resources.workflowEventBindings, benchBinding(namespace, nth))
  }
}

type Load = Omit<LoadOptions, 'url'>

async function measureBaseline(server: KubeServer, dir: string, load: Load) {
  const port = await freePort()
  const main = fileURLToPath(new URL('list-per-event.ts', import.meta.url))
  await using _ = await launch({
    name: 'list-per-event',
    command: process.execPath,
    args: [main, server.kubeconfig('admin'), String(port), namespace],
    logFile: join(dir, 'list-per-event.log'),
    ready: (_process, stop) => untilAccepts(port, stop),
  })
  const url = `http://127.0.0.1:${port}/api/v1/events/${namespace}/`
  await eventLoad({ ...load, url, seconds: 2 })
  const before = await requestsOf(server)
  const result = await eventLoad({ ...load, url })
  return { ...result, requests: asked(before, await requestsOf(server)) }
}

interface Ours {
  readonly dir: string
  readonly run: BenchRun
  readonly none: Load
}

async function measureOurs(server: KubeServer, admin: KubeClient, { dir, run, none }: Ours) {
  const port = await freePort()
  await mkdir(join(dir, 'manifests'))
  await using constellation = await startConstellation({
    dir: join(dir, 'system'),
    manifests: join(dir, 'manifests'),
    opensPort: port,
    replicas: { admin: 0 },
    sync: 'lazy',
    env: run.env,
    ...(run.natsCores === undefined ? {} : { natsCores: run.natsCores }),
    settings: {
      MILLRACE_KUBE: server.kubeconfig('admin'),
      MILLRACE_WORKFLOW_EVENTS_PORT: String(port),
      MILLRACE_WORKFLOW_EVENTS_TLS: 'off',
      MILLRACE_INGEST_PORT: '0',
    },
  })
  await using bus = await openBus({ url: constellation.nats.url, name: 'bench' })
  const url = `http://127.0.0.1:${port}/api/v1/events/${namespace}/`
  const untilDecided = async (): Promise<void> => {
    const isDecided = async (): Promise<boolean> => {
      const { num_pending, num_ack_pending } = await bus.manager.consumers.info(workflowEventsStream, 'router')
      const { messages } = (await bus.manager.streams.info('DELIVERIES')).state
      return num_pending === 0 && num_ack_pending === 0 && messages === 0
    }
    await eventually(isDecided, { withinMs: quietMs, everyMs: 20 })
  }
  // Until the bindings are in force everywhere, and for the code to be warm.
  const first = { ...none, url, eventsMax: 20, connections: 1, discriminator: () => 'hook-0' }
  while ((await workflowsOf(admin)) === 0) await eventLoad(first).then(() => sleep(1_000))
  await eventLoad({ ...none, url, seconds: 5 })
  await untilDecided()
  const before = await requestsOf(server)
  const startedMs = performance.now()
  const answered = await eventLoad({ ...none, url })
  await untilDecided()
  const decidedPerS = answered.answered / ((performance.now() - startedMs) / 1_000)
  const noneAsked = asked(before, await requestsOf(server))
  return {
    none: { ...answered, decidedPerS, requests: noneAsked },
    each: await submitEach(server, admin, { ...none, url }),
  }
}

/** Each event is for one binding; what our own counting costs is left out. */
async function submitEach(server: KubeServer, admin: KubeClient, load: LoadOptions) {
  const there = await workflowsOf(admin)
  const before = await requestsOf(server)
  const startedMs = performance.now()
  const discriminator = (nth: number): string => `hook-${nth % bindingsMax}`
  await eventLoad({ ...load, discriminator, eventsMax: submitted, seconds: 120 })
  let workflows = 0
  let looks = 0
  const isThere = async (): Promise<boolean> => {
    looks += 1
    workflows = (await workflowsOf(admin)) - there
    return workflows >= submitted
  }
  await eventually(isThere, { withinMs: quietMs, everyMs: 500 })
  const workflowsPerS = workflows / ((performance.now() - startedMs) / 1_000)
  const requests = new Map(asked(before, await requestsOf(server)))
  const own = requests.get('LIST workflows') ?? 0
  if (own <= looks * pagesMax) requests.delete('LIST workflows')
  return { workflows, workflowsPerS, requests }
}

const pagesMax = 10
const pageMax = 500

async function workflowsOf(admin: KubeClient): Promise<number> {
  let count = 0
  let next: string | undefined
  do {
    const page = await admin.list(resources.workflows, { namespace, limit: pageMax, continue: next })
    count += page.items.length
    next = page.continue
  } while (next !== undefined)
  return count
}

const requestsOf = (server: KubeServer): Promise<ApiRequests> =>
  apiRequests({ url: server.url, ca: server.ca, token: server.token('admin') })

/** `1.00 LIST workfloweventbindings, …` an event. */
function perEvent(requests: ApiRequests, events: number): string {
  const each = [...requests].map(([key, count]) => `${(count / events).toFixed(3)} ${key}`)
  return `API requests an event: ${each.length === 0 ? 'none' : each.join(', ')}`
}
