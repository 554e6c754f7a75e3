import { resources } from '@millrace/kube'
import { describeOnKube } from '@millrace/kube/scene'
import { eventually, httpTarget } from '@millrace/testkit'
import { expect, onTestFinished, test } from 'vitest'
import { executorStage } from './executor.fixture.ts'

const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { namespace: 'n', name: 'target' } }
const within = { withinMs: 20_000, everyMs: 50 }

describeOnKube('trigger-executor in a cluster', (scene) => {
  test('a call has the value of a Secret of the cluster, and of the rotated one without a restart', async () => {
    const { admin, server } = scene()
    await admin.create(resources.namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n' } })
    await admin.create(resources.secrets, { ...secret, stringData: { key: 'first' } })
    const stage = await executorStage()
    onTestFinished(() => stage[Symbol.asyncDispose]())
    const target = await httpTarget()
    onTestFinished(() => target[Symbol.asyncDispose]())
    await stage.sensor(`
- template:
    name: t
    http:
      url: ${target.url}/effect
      method: POST
      secureHeaders: [{ name: x-api-key, valueFrom: { secretKeyRef: { name: target, key: key } } }]
      payload: [{ src: { dependencyName: dep, dataKey: n }, dest: n }]`)
    await stage.start({ kube: server.kubeconfig('admin') })
    const keys = () => target.calls.map(({ headers }) => headers['x-api-key'])
    await stage.fire('t', 1)
    await eventually(() => expect(keys()).toEqual(['first']), within)
    await admin.patch(resources.secrets, secret.metadata, {
      strategy: 'merge',
      body: { stringData: { key: 'second' } },
    })
    await eventually(async () => {
      await stage.fire('t', 1)
      await eventually(() => expect(keys().at(-1)).toBe('second'))
    }, within)
  })
})
