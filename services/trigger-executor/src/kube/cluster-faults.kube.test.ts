import { resources, type KubeClient } from '@millrace/kube'
import { describeOnKube, installArgoCrds } from '@millrace/kube/scene'
import { Result } from '@millrace/protocol/road'
import { eventually } from '@millrace/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { executorStage, type ExecutorStage } from '../executor.fixture.ts'
import { grant, grantExecutor, namesOf } from './kube-rights.fixture.ts'

const { configMaps } = resources
const namespace = 'n'

const trigger = (name: string, metadata: string, more = ''): string => `
- template:
    name: ${name}
    k8s: { source: { resource: { apiVersion: v1, kind: ConfigMap, metadata: ${metadata} } } }
${more.replaceAll(/^/gmu, '  ')}`

describeOnKube('an executor on a cluster', (scene) => {
  let stage: ExecutorStage
  beforeAll(async () => {
    if (scene() === undefined) return
    const { admin } = scene()
    await admin.create(resources.namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
    await grantExecutor(admin)
    await installArgoCrds(admin)
    await grant(admin, namespace, 'default', { resource: 'configmaps', verbs: ['get', 'create'] })
    stage = await executorStage()
  }, 180_000)
  afterAll(() => stage?.[Symbol.asyncDispose]())

  test('what a ServiceAccount may not do is a dead letter that names verb and resource', async () => {
    const replica = await stage.start({ kube: scene().server.kubeconfig('executor') })
    await stage.sensor(`
- template:
    name: denied
    argoWorkflow:
      operation: submit
      source: { resource: { apiVersion: argoproj.io/v1alpha1, kind: Workflow, metadata: { generateName: w- }, spec: {} } }
  retryStrategy: { steps: 5, duration: 10ms }`)
    const [id = ''] = await stage.fire('denied', 1)
    await eventually(async () => (await stage.outcomes()).dead.length > 0, { withinMs: 20_000 })
    // The outcome is told after the dead letter is stored. No retry mends it, so it is the only one.
    await eventually(async () => expect(await resultsOf(stage, id)).toEqual([Result.DEAD]))
    const { dead } = await stage.outcomes()
    expect(dead[0]?.outcome).toMatchObject({
      invocationId: id,
      result: Result.DEAD,
      status: 403,
      uncertain: false,
      reason:
        'argoWorkflow: system:serviceaccount:n:default may not create workflows.argoproj.io in namespace "n": grant the verb by a Role',
    })
    await replica.stop()
  })

  test('an invocation that waits for labels goes on in whichever replica there is', async () => {
    const { admin, server } = scene()
    const kube = server.kubeconfig('executor')
    await stage.sensor(
      trigger(
        'watched',
        '{ name: moved }',
        'policy: { k8s: { labels: { a: b }, backoff: { steps: 200, duration: 200ms, jitter: 0 } } }',
      ),
    )
    const first = await stage.start({ kube })
    const [id = ''] = await stage.fire('watched', 1)
    await eventually(async () => (await resultsOf(stage, id)).includes(Result.PUT_OFF), { withinMs: 20_000 })
    await first.stop()
    const body = { metadata: { labels: { a: 'b' } } }
    await admin.patch(configMaps, { namespace, name: 'moved' }, { strategy: 'merge', body })
    expect(await resultsOf(stage, id)).toEqual([Result.PUT_OFF])
    const second = await stage.start({ kube })
    await eventually(async () => (await resultsOf(stage, id)).includes(Result.SUCCEEDED), { withinMs: 20_000 })
    await second.stop()
  })

  test('a submitted Workflow is awaited by its labels, as any object is', async () => {
    const { admin, server } = scene()
    await grant(admin, namespace, 'flows', { resource: 'workflows.argoproj.io', verbs: ['get', 'create'] })
    const sensor = `
- template:
    name: flow
    argoWorkflow:
      operation: submit
      source: { resource: { apiVersion: argoproj.io/v1alpha1, kind: Workflow, metadata: { generateName: w- }, spec: {} } }
  policy:
    k8s:
      labels: { workflows.argoproj.io/phase: Succeeded }
      backoff: { steps: 200, duration: 200ms, jitter: 0 }
      errorOnBackoffTimeout: true`
    await stage.sensor(sensor, {}, 'flows')
    const replica = await stage.start({ kube: server.kubeconfig('executor') })
    const [id = ''] = await stage.fire('flow', 1)
    await eventually(async () => (await resultsOf(stage, id)).includes(Result.PUT_OFF), { withinMs: 20_000 })
    const workflows = await admin.resourceOf('argoproj.io/v1alpha1', 'Workflow')
    const [name = '', ...others] = await namesOf(admin, namespace, workflows)
    expect(others).toEqual([])
    const body = { metadata: { labels: { 'workflows.argoproj.io/phase': 'Succeeded' } } }
    await admin.patch(workflows, { namespace, name }, { strategy: 'merge', body })
    await eventually(async () => (await resultsOf(stage, id)).includes(Result.SUCCEEDED), { withinMs: 20_000 })
    expect(await namesOf(admin, namespace, workflows)).toEqual([name])
    await replica.stop()
  })

  test('a source that fails for a while is asked for again within the same attempt', async () => {
    const { admin, server } = scene()
    let asked = 0
    stage.target.answer = (path, response) => {
      if (path !== '/map.yaml') return false
      response.statusCode = (asked += 1) < 3 ? 503 : 200
      response.end('apiVersion: v1\nkind: ConfigMap\nmetadata: { name: fetched }\n')
      return true
    }
    await stage.sensor(`
- template: { name: fetch, k8s: { source: { url: { path: "TARGET/map.yaml" } } } }`)
    const replica = await stage.start({ kube: server.kubeconfig('executor') })
    const [id = ''] = await stage.fire('fetch', 1)
    await eventually(async () => (await resultsOf(stage, id)).includes(Result.SUCCEEDED), { withinMs: 20_000 })
    expect(asked).toBe(3)
    const outcomes = (await stage.outcomes()).tried.filter(({ invocationId }) => invocationId === id)
    expect(outcomes.map(({ result, attempt }) => [result, attempt])).toEqual([
      [Result.PUT_OFF, 1],
      [Result.SUCCEEDED, 1],
    ])
    expect(outcomes[0]?.reason).toContain('map.yaml answered 503')
    expect(await namesOf(admin, namespace)).toContain('fetched')
    await replica.stop()
  })

  test('an API server that is killed amid creates: each object is there once, after it is back', async () => {
    const { admin, server } = scene()
    const replica = await stage.start({ kube: server.kubeconfig('executor') })
    await stage.sensor(trigger('kept', '{ generateName: kept- }', 'retryStrategy: { steps: 200, duration: 200ms }'), {
      'millrace.io/no-breaker': 'kept',
    })
    const ids = await stage.fire('kept', 300)
    await eventually(async () => (await kept(admin)).length >= 20, { withinMs: 30_000, everyMs: 5 })
    await server.apiserver.kill()
    await server.apiserver.restart()
    await eventually(async () => (await kept(admin)).length >= ids.length, { withinMs: 60_000, everyMs: 500 })
    await eventually(
      async () => {
        const ours = new Set(ids)
        const done = (await stage.outcomes()).tried.filter(({ result }) => result === Result.SUCCEEDED)
        return new Set(done.map(({ invocationId }) => invocationId).filter((one) => ours.has(one))).size === ids.length
      },
      { withinMs: 60_000, everyMs: 500 },
    )
    expect((await kept(admin)).length).toBe(ids.length)
    await replica.stop()
  }, 200_000)
})

async function kept(admin: KubeClient): Promise<readonly string[]> {
  const names = await namesOf(admin, namespace).catch(() => [])
  return names.filter((name) => name.startsWith('kept-'))
}

async function resultsOf(stage: ExecutorStage, id: string): Promise<readonly Result[]> {
  return (await stage.outcomes()).tried.filter(({ invocationId }) => invocationId === id).map(({ result }) => result)
}
