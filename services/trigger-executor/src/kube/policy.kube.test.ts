import { Result } from '@millrace/protocol/road'
import { resources } from '@millrace/kube'
import { configMap, describeOnKube, type KubeScene } from '@millrace/kube/scene'
import { eventually } from '@millrace/testkit'
import { beforeAll, expect, test } from 'vitest'
import { executorStage, type ExecutorStage } from '../executor.fixture.ts'
import { grant, grantExecutor, namesOf } from './kube-rights.fixture.ts'

const { configMaps } = resources
const namespace = 'n'
const [workflow, other] = ['watched', 'other']

/** A trigger with a policy that looks 3 times, 300 ms apart. */
const trigger = (operation: string, isStrict: boolean, more = '', name = workflow): string => `
- template:
    name: ${name}
    k8s:
      operation: ${operation}
      source: { resource: { apiVersion: v1, kind: ConfigMap, metadata: { ${more} } } }
  policy:
    k8s:
      labels: { phase: Succeeded }
      backoff: { steps: 3, duration: 300ms, jitter: 0 }
      errorOnBackoffTimeout: ${isStrict}`

describeOnKube('policy.k8s', (scene) => {
  beforeAll(async () => {
    if (scene() === undefined) return
    const { admin } = scene()
    await admin.create(resources.namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
    await grantExecutor(admin)
    const verbs = ['get', 'create', 'update', 'patch', 'delete']
    await grant(admin, namespace, 'default', { resource: 'configmaps', verbs })
  })

  test('create: done when the labels are there, and only then; nobody else waits meanwhile', async () => {
    await using stage = await started(scene())
    await stage.sensor(`${trigger('create', true, 'generateName: w-')}
- template: { name: ${other}, log: {} }`)
    const [watched = ''] = await stage.fire(workflow, 1)
    await eventually(async () => (await resultsOf(stage, watched)).length > 0)
    const [beside = ''] = await stage.fire(other, 1)
    await eventually(async () => (await resultsOf(stage, beside)).includes(Result.SUCCEEDED))
    expect(await resultsOf(stage, watched)).toEqual([Result.PUT_OFF])
    const [name = ''] = await namesOf(scene().admin, namespace)
    await label(scene(), name)
    await eventually(async () => (await resultsOf(stage, watched)).includes(Result.SUCCEEDED))
    const outcomes = (await stage.outcomes()).tried.filter(({ invocationId }) => invocationId === watched)
    expect(outcomes.map(({ result, attempt }) => [result, attempt])).toEqual([
      [Result.PUT_OFF, 1],
      [Result.SUCCEEDED, 1],
    ])
    expect(outcomes[0]?.reason).toBe(`k8s: ConfigMap n/${name} is there, and waits for phase=Succeeded`)
    expect(await namesOf(scene().admin, namespace)).toEqual([name])
  })

  test('the labels do not come: a dead letter that says so, or success where it is not strict', async () => {
    await using stage = await started(scene())
    await stage.sensor(`${trigger('create', true, 'name: strict')}${trigger('create', false, 'name: lax', other)}`)
    const [strict = ''] = await stage.fire(workflow, 1)
    const [lax = ''] = await stage.fire(other, 1)
    await eventually(async () => (await resultsOf(stage, lax)).includes(Result.SUCCEEDED), { withinMs: 20_000 })
    await eventually(async () => (await stage.outcomes()).dead.length > 0, { withinMs: 20_000 })
    const [dead] = (await stage.outcomes()).dead
    expect(dead?.outcome).toMatchObject({
      invocationId: strict,
      result: Result.DEAD,
      reason: 'k8s: policy.k8s: ConfigMap n/strict has not got phase=Succeeded after 3 looks',
      uncertain: false,
    })
  })

  test('update, patch and liveObject are watched, a deletion until the object is gone', async () => {
    await using stage = await started(scene())
    const { admin } = scene()
    await stage.sensor(
      `${trigger('update', true, 'name: up', 'up')}${trigger('patch', true, 'name: pa', 'pa')}${trigger('delete', true, 'name: de', 'de')}
- template:
    name: live
    k8s:
      operation: update
      liveObject: true
      source: { resource: { apiVersion: v1, kind: ConfigMap, metadata: { name: li } } }
      parameters: [{ src: { dependencyName: dep, dataKey: n }, dest: data.n }]
  policy: { k8s: { labels: { phase: Succeeded }, backoff: { steps: 50, duration: 200ms, jitter: 0 }, errorOnBackoffTimeout: true } }`,
    )
    const names = ['up', 'pa', 'li', 'de']
    for (const name of names) await admin.create(configMaps, held(name))
    const ids: string[] = []
    for (const name of ['up', 'pa', 'live', 'de']) ids.push(...(await stage.fire(name, 1)))
    for (const id of ids) await eventually(async () => (await resultsOf(stage, id)).length > 0)
    for (const id of ids) expect(await resultsOf(stage, id)).toEqual([Result.PUT_OFF])
    for (const name of names.slice(0, 3)) await label(scene(), name)
    const free = { strategy: 'merge', body: { metadata: { finalizers: null } } } as const
    await admin.patch(configMaps, { namespace, name: 'de' }, free)
    for (const id of ids) await eventually(async () => (await resultsOf(stage, id)).includes(Result.SUCCEEDED))
    expect(await namesOf(admin, namespace)).not.toContain('de')
    for (const name of names.slice(0, 3)) await admin.patch(configMaps, { namespace, name }, free)
  })

  test('an object that is deleted meanwhile is a failure', async () => {
    await using stage = await started(scene())
    await stage.sensor(trigger('create', true, 'name: short'))
    const [id = ''] = await stage.fire(workflow, 1)
    await eventually(async () => (await resultsOf(stage, id)).length > 0)
    await scene().admin.remove(configMaps, { namespace, name: 'short' })
    await eventually(async () => (await stage.outcomes()).dead.length > 0, { withinMs: 20_000 })
    expect((await stage.outcomes()).dead[0]?.outcome?.reason).toContain('was deleted before it had its labels')
  })

  test('an object that is made anew under its name is not taken for it, though it has the labels', async () => {
    await using stage = await started(scene())
    const { admin } = scene()
    await stage.sensor(trigger('create', true, 'name: twice').replace('steps: 3', 'steps: 50'))
    const [id = ''] = await stage.fire(workflow, 1)
    await eventually(async () => (await resultsOf(stage, id)).length > 0)
    // The second object is there at once, and labelled with it.
    await admin.remove(configMaps, { namespace, name: 'twice' })
    const object = configMap(namespace, 'twice')
    await admin.create(configMaps, { ...object, metadata: { ...object.metadata, labels: { phase: 'Succeeded' } } })
    await eventually(async () => (await stage.outcomes()).dead.length > 0, { withinMs: 20_000 })
    const reason = (await stage.outcomes()).dead[0]?.outcome?.reason
    expect(reason).toMatch(/ConfigMap n\/twice was (?:replaced by another object of its name|deleted) before/u)
  })

  test('labels count, whatever became of the annotations', async () => {
    await using stage = await started(scene())
    const { admin } = scene()
    await stage.sensor(trigger('create', true, 'name: bare').replace('steps: 3', 'steps: 50'))
    const [id = ''] = await stage.fire(workflow, 1)
    await eventually(async () => (await resultsOf(stage, id)).length > 0)
    const body = { metadata: { annotations: null, labels: { phase: 'Succeeded' } } }
    await admin.patch(configMaps, { namespace, name: 'bare' }, { strategy: 'merge', body })
    await eventually(async () => (await resultsOf(stage, id)).includes(Result.SUCCEEDED), { withinMs: 20_000 })
  })
})

async function started({ server }: KubeScene): Promise<ExecutorStage> {
  const stage = await executorStage()
  await stage.start({ kube: server.kubeconfig('executor') })
  return stage
}

async function resultsOf(stage: ExecutorStage, id: string): Promise<readonly Result[]> {
  return (await stage.outcomes()).tried.filter(({ invocationId }) => invocationId === id).map(({ result }) => result)
}

async function label({ admin }: KubeScene, name: string): Promise<void> {
  const body = { metadata: { labels: { phase: 'Succeeded' } } }
  await admin.patch(configMaps, { namespace, name }, { strategy: 'merge', body })
}

/** A ConfigMap that a deletion leaves until its finalizer is taken off. */
function held(name: string) {
  const object = configMap(namespace, name)
  return { ...object, metadata: { ...object.metadata, finalizers: ['millrace.io/test'] } }
}
