import { listAt, textAt } from '@millrace/kube'
import { eventually, surely } from '@millrace/testkit'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { allTrue, namespace, quietMs, within, workflows, type StoryParts } from './story.ts'
import { resources } from '@millrace/kube'

const example = new URL('../../../examples/kubernetes/workflow-chain.yaml', import.meta.url)
const phase = 'workflows.argoproj.io/phase'
const names = Array.from({ length: 12 }, (_, n) => `first-${n + 1}`)

/**
 * Workflows that follow one another: what has succeeded starts the next, once, while sources, executor and the API server
 * are killed. The account and Role of the Sensor are those of the webhook's story.
 */
export async function tellChainStory({ scene, say }: StoryParts): Promise<void> {
  const { admin, kubectl, services, server } = scene
  say('kubectl apply: an EventSource on Workflows that have succeeded, a Sensor that starts the next')
  await kubectl(['apply', '-n', namespace, '-f', '-'], await readFile(example, 'utf8'))
  for (const [resource, name] of [
    [resources.eventSources, 'workflows'],
    [resources.sensors, 'workflow-chain'],
  ] as const) {
    say(`  ${resource.kind} ${name}: ${(await eventually(() => allTrue(scene, resource, name), within)).join(', ')}`)
  }

  say(`${names.length} Workflows run and succeed, while sources, trigger-executor and kube-apiserver are killed`)
  const kills = [
    async () =>
      services
        .get('sources')
        ?.kill()
        .then(() => services.get('sources')?.restart()),
    async () =>
      services
        .get('trigger-executor')
        ?.kill()
        .then(() => services.get('trigger-executor')?.restart()),
    async () => server.apiserver.kill().then(() => server.apiserver.restart()),
  ]
  const running = (async () => {
    for (const [nth, name] of names.entries()) {
      await surely(
        () => admin.create(workflows, workflow(name)),
        async () => has(await labelsOf(name), 'chain', 'first'),
      )
      for (const value of ['Running', 'Succeeded']) {
        const patch = { strategy: 'merge', body: { metadata: { labels: { [phase]: value } } } } as const
        const isDone = async () => has(await labelsOf(name), phase, value)
        await surely(() => admin.patch(workflows, { namespace, name }, patch), isDone)
      }
      await sleep(400)
      if (nth % 4 === 3) await kills[(nth - 3) / 4]?.()
    }
  })()
  const labelsOf = async (name: string) => (await admin.get(workflows, { namespace, name })).metadata['labels']
  await running

  const followed = async () => {
    const { items } = await admin.list(workflows, { namespace, labelSelector: 'chain=second' })
    return items.map((item) => textAt(listAt(item, 'spec', 'arguments', 'parameters')[0], 'value')).sort()
  }
  const wanted = names.toSorted().join(', ')
  await eventually(async () => {
    const now = (await followed()).join(', ')
    if (now !== wanted) throw new Error(`followed: ${now}; wanted: ${wanted}`)
  }, within)
  await sleep(quietMs)
  const last = (await followed()).join(', ')
  if (last !== wanted) throw new Error(`followed in the end: ${last}; wanted: ${wanted}`)
  say(`  ${names.length} followed, each once`)
}

const workflow = (name: string) => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Workflow',
  metadata: { name, namespace, labels: { chain: 'first' } },
  spec: { entrypoint: 'say', templates: [] },
})

const has = (labels: unknown, name: string, value: string): boolean =>
  typeof labels === 'object' && labels !== null && Reflect.get(labels, name) === value
