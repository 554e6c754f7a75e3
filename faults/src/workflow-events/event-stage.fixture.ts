import { startConstellation, type Constellation } from '@millrace/bench'
import { openBus } from '@millrace/bus'
import { at, listAt, resources, type KubeClient, type KubeObject } from '@millrace/kube'
import { installArgoCrds, installCrds, type KubeScene } from '@millrace/kube/scene'
import { freePort, tempFolder } from '@millrace/testkit'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { untilQuiet } from '../until-quiet.ts'

/** All services as processes, on a cluster with one binding whose workflows carry the `round` and `n` of their events. */
export interface EventStage extends AsyncDisposable {
  readonly constellation: Constellation
  readonly namespace: string
  /** Posts an event until it is answered 200, as a sender does that must not lose any. Gives how often it was sent. */
  send(round: number, n: number): Promise<number>
  /** How many workflows there are of each event that a round had: `n` → how many. */
  workflows(round: number): Promise<ReadonlyMap<number, number>>
  /** Resolves when nothing is on the road any more, or to what is left when the time is over. */
  untilQuiet(withinMs: number): Promise<string | null>
}

const answerMaxMs = 5_000
const againMs = 100

export async function openEventStage({ admin, server, namespace: newNamespace }: KubeScene): Promise<EventStage> {
  await using setup = new AsyncDisposableStack()
  await installCrds(admin)
  await installArgoCrds(admin)
  const namespace = await newNamespace()
  await admin.create(resources.workflowTemplates, object('WorkflowTemplate', 'hello', namespace, {}))
  await admin.create(resources.workflowEventBindings, object('WorkflowEventBinding', 'hello', namespace, bindingSpec))
  await admin.create(
    resources.workflowEventBindings,
    object('WorkflowEventBinding', 'other', namespace, { event: { selector: 'false' } }),
  )
  const { path: dir } = setup.use(await tempFolder())
  await mkdir(join(dir, 'manifests'))
  const port = await freePort()
  const constellation = setup.use(
    await startConstellation({
      dir,
      manifests: join(dir, 'manifests'),
      opensPort: port,
      replicas: { admin: 0 },
      sync: 'always',
      env: process.env,
      settings: {
        MILLRACE_KUBE: server.kubeconfig('admin'),
        MILLRACE_WORKFLOW_EVENTS_PORT: String(port),
        MILLRACE_WORKFLOW_EVENTS_TLS: 'off',
        MILLRACE_INGEST_PORT: '0',
        // What a killed process held is another's soon.
        MILLRACE_ACK_WAIT: '2s',
        MILLRACE_LEASE: '2s',
      },
    }),
  )
  const bus = setup.use(await openBus({ url: constellation.nats.url, name: 'faults' }))
  const url = `http://127.0.0.1:${port}/api/v1/events/${namespace}/hello`
  const authorization = `Bearer ${server.token('admin')}`
  const stage = {
    constellation,
    namespace,
    send: (round: number, n: number) => sendForSure(url, authorization, { round, n }),
    workflows: (round: number) => workflowsOf(admin, namespace, round),
    untilQuiet: (withinMs: number) => untilQuiet(bus, withinMs),
  }
  // The first event goes all the way when the binding is in force everywhere.
  for (let n = 0; (await stage.workflows(-1)).size === 0; n += 1) {
    await stage.send(-1, n)
    await sleep(1_000)
  }
  const owned = setup.move()
  return { ...stage, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

const bindingSpec = {
  event: { selector: 'discriminator == "hello" && payload.n >= 0' },
  submit: {
    workflowTemplateRef: { name: 'hello' },
    arguments: {
      parameters: ['round', 'n'].map((name) => ({ name, valueFrom: { event: `payload.${name}` } })),
    },
  },
}

function object(kind: string, name: string, namespace: string, spec: object): KubeObject {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind,
    metadata: { name, namespace },
    spec: spec as KubeObject['metadata'],
  }
}

async function sendForSure(
  url: string,
  authorization: string,
  event: { readonly round: number; readonly n: number },
): Promise<number> {
  const headers = { authorization, 'idempotency-key': `${event.round}-${event.n}` }
  for (let sent = 1; ; sent += 1) {
    const signal = AbortSignal.timeout(answerMaxMs)
    const status = await fetch(url, { method: 'POST', headers, body: JSON.stringify(event), signal }).then(
      async (answer) => (await answer.text(), answer.status),
      () => 0,
    )
    if (status === 200) return sent
    // Anything but “not now” would be a refusal, and the event would be lost by it.
    if (status !== 0 && status !== 503) throw new Error(`an event was answered ${status}`)
    await sleep(againMs)
  }
}

async function workflowsOf(admin: KubeClient, namespace: string, round: number): Promise<ReadonlyMap<number, number>> {
  const counts = new Map<number, number>()
  let next: string | undefined
  do {
    const page = await admin.list(resources.workflows, { namespace, limit: 500, continue: next })
    for (const workflow of page.items) {
      const [own, n] = listAt(workflow, 'spec', 'arguments', 'parameters').map((one) => Number(at(one, 'value')))
      if (own === round && n !== undefined) counts.set(n, (counts.get(n) ?? 0) + 1)
    }
    next = page.continue
  } while (next !== undefined)
  return counts
}
