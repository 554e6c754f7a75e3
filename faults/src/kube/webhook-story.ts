import { listAt, resources, textAt, type KubeObject } from '@millrace/kube'
import { eventually, freePort } from '@millrace/testkit'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { ClusterScene } from './cluster-scene.ts'
import { allTrue, namespace, quietMs, within, workflows, type StoryParts } from './story.ts'

const example = new URL('../../../examples/kubernetes/webhook-workflow.yaml', import.meta.url)
/** Of the example and of the published file alike. */
const sensor = 'webhook-shortened'
/** A service hears of a change some moments after the status tells of it. Milliseconds. */
const settleMs = 2_000

/**
 * The original's first example on a cluster: manifests by kubectl, one POST, one Workflow; the same delivery again changes
 * nothing. Throws where anything is not as it must be.
 */
export async function tellWebhookStory({ scene, say }: StoryParts, sensorFile: URL | undefined): Promise<void> {
  const { admin, kubectl } = scene
  await kubectl(['create', 'namespace', namespace])

  const port = await freePort()
  say(`kubectl apply: EventBus, EventSource (port ${port}), account and Role of the Sensor`)
  const manifests = (await readFile(example, 'utf8')).replaceAll('12000', String(port))
  await kubectl(['apply', '-n', namespace, '-f', '-'], manifests)
  if (sensorFile !== undefined) {
    say(`kubectl apply: the published ${sensorFile.pathname.split('/').slice(-3).join('/')}`)
    await kubectl(['apply', '-n', namespace, '-f', sensorFile.pathname])
  }

  say('Conditions: every one True')
  for (const [resource, name] of [
    [resources.eventBuses, 'default'],
    [resources.eventSources, 'webhook'],
    [resources.sensors, sensor],
  ] as const) {
    const conditions = await eventually(() => allTrue(scene, resource, name), within)
    say(`  ${resource.kind} ${name}: ${conditions.join(', ')}`)
  }

  await sleep(settleMs)
  const url = `http://127.0.0.1:${port}/example`
  say(`POST ${url}`)
  await eventually(() => post(url, 'delivery-1', { message: 'hello' }), within)
  const [workflow] = await eventually(() => exactly(scene, 1), within)
  await checkWorkflow(workflow, { message: 'hello' }, sensor)
  say(`  ${workflow?.metadata.name}: made once, with the body of the event, the labels and annotations of its making`)

  say('POST the same delivery again, five times at once')
  await Promise.all(Array.from({ length: 5 }, () => post(url, 'delivery-1', { message: 'hello' })))
  await sleep(quietMs)
  await exactly(scene, 1)
  say('  still one Workflow')

  say('POST another delivery')
  await post(url, 'delivery-2', { message: 'again' })
  await eventually(() => exactly(scene, 2), within)
  say('  two Workflows')

  say('Kubernetes Events tell the story')
  await eventually(() => toldOf(scene, ['EventBus/default', 'EventSource/webhook', `Sensor/${sensor}`]), within)
  const { items } = await admin.list(resources.events, { namespace })
  for (const event of items) {
    say(
      `  ${textAt(event, 'regarding', 'kind')} ${textAt(event, 'regarding', 'name')}: ${textAt(event, 'reason')}, ${textAt(event, 'note')}`,
    )
  }
}

async function post(url: string, id: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json', 'idempotency-key': id }
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  if (answer.status !== 200) throw new Error(`POST ${url}: ${answer.status} ${await answer.text()}`)
  await answer.text()
}

async function exactly({ admin }: ClusterScene, count: number): Promise<readonly KubeObject[]> {
  const { items } = await admin.list(workflows, { namespace })
  if (items.length !== count) throw new Error(`${items.length} Workflows, where there must be ${count}`)
  return items
}

async function checkWorkflow(workflow: KubeObject | undefined, body: object, sensor: string): Promise<void> {
  const [parameter] = listAt(workflow, 'spec', 'arguments', 'parameters')
  if (!isDeepStrictEqual(JSON.parse(textAt(parameter, 'value')), body)) {
    throw new Error(`the parameter is ${JSON.stringify(parameter)}, not the event's body`)
  }
  const label = textAt(workflow, 'metadata', 'labels', 'events.argoproj.io/sensor')
  if (label !== sensor)
    throw new Error(`the label events.argoproj.io/sensor is ${JSON.stringify(label)}, not ${sensor}`)
}

async function toldOf({ admin }: ClusterScene, wanted: readonly string[]): Promise<void> {
  const { items } = await admin.list(resources.events, { namespace })
  const told = new Set(
    items.map((event) => `${textAt(event, 'regarding', 'kind')}/${textAt(event, 'regarding', 'name')}`),
  )
  const missing = wanted.filter((one) => !told.has(one))
  if (missing.length > 0) throw new Error(`no Kubernetes Event about ${missing.join(', ')}`)
}
