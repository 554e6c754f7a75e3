import { resources, startInformer } from '@millrace/kube'
import { describeOnKube } from '@millrace/kube/scene'
import { expect, test } from 'vitest'
import { executorStage } from '../executor.fixture.ts'
import { killedRun } from '../killed-executor.fixture.ts'
import { grant, grantExecutor, namesOf } from './kube-rights.fixture.ts'

const { configMaps } = resources
const creates = 500
const kills = 20

describeOnKube('an executor that is killed', (scene) => {
  test(`${kills} kills during ${creates} creates leave exactly ${creates} objects`, { timeout: 300_000 }, async () => {
    const { admin, server } = scene()
    await admin.create(resources.namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n' } })
    await grantExecutor(admin)
    await grant(admin, 'n', 'default', { resource: 'configmaps', verbs: ['create', 'get'] })
    const stop = new AbortController()
    let seen = 0
    const onChange = (): void => void (seen += 1)
    await using stage = await executorStage()
    await using _ = await startInformer(admin, { resource: configMaps, namespace: 'n', onChange }, stop.signal)
    await stage.sensor(`
- template:
    name: t
    k8s:
      source:
        resource: { apiVersion: v1, kind: ConfigMap, metadata: { generateName: run- }, data: { n: "" } }
      parameters: [{ src: { dependencyName: dep, dataKey: n }, dest: data.n }]`)
    const env = { MILLRACE_KUBE: server.kubeconfig('executor') }
    const run = await killedRun(stage, 't', { seen: () => seen, env, effects: creates, killsMax: kills, liveMs: 60 })
    expect(run.kills).toBe(kills)
    expect(run.succeeded.size).toBe(creates)
    const { items } = await admin.list(configMaps, { namespace: 'n' })
    const ids = items.map(
      ({ metadata }) => (metadata['annotations'] as Record<string, string>)['millrace.io/invocation-id'],
    )
    expect(ids.toSorted()).toEqual(run.ids.toSorted())
    expect(new Set(await namesOf(admin, 'n')).size).toBe(creates)
    const { dead } = await stage.outcomes()
    expect(dead).toEqual([])
  })
})
