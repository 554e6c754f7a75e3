import { eventually } from '@millrace/testkit'
import { expect, onTestFinished, test } from 'vitest'
import type { KubeClient } from './client.ts'
import { startInformer } from './informer.ts'
import { configMap, describeOnKube } from './kube-scene.fixture.ts'
import { resources } from './resource.ts'

const { configMaps } = resources

async function followed(client: KubeClient, namespace: string) {
  const told: string[] = []
  const faults: unknown[] = []
  const informer = await startInformer(
    client,
    {
      resource: configMaps,
      namespace,
      pageMax: 2,
      onChange: ({ kind, object }) => void told.push(`${kind} ${object.metadata.name}`),
      onFault: (error) => void faults.push(error),
    },
    new AbortController().signal,
  )
  onTestFinished(() => informer[Symbol.asyncDispose]())
  const names = () => [...informer.all()].map(({ metadata }) => metadata.name).sort()
  return { informer, told, faults, names }
}

describeOnKube('an informer', (scene) => {
  test('has the whole list at its start, page by page, and every change after it once', async () => {
    const { admin, namespace } = scene()
    const home = await namespace()
    for (const name of ['a', 'b', 'c', 'd', 'e']) await admin.create(configMaps, configMap(home, name))
    const { told, names } = await followed(admin, home)
    expect(names()).toEqual(['a', 'b', 'c', 'd', 'e'])
    told.length = 0
    await admin.create(configMaps, configMap(home, 'f'))
    await admin.patch(configMaps, { namespace: home, name: 'a' }, { strategy: 'merge', body: { data: { x: '1' } } })
    await admin.remove(configMaps, { namespace: home, name: 'b' })
    await eventually(() => expect(told).toEqual(['put f', 'put a', 'gone b']))
  })

  test('a restart of the API server loses nothing and tells nothing twice', async () => {
    const { server, admin, namespace } = scene()
    const home = await namespace()
    await admin.create(configMaps, configMap(home, 'before'))
    const { told, names } = await followed(admin, home)
    await server.apiserver.kill()
    await server.apiserver.restart()
    await admin.create(configMaps, configMap(home, 'after'))
    await eventually(() => expect(names()).toEqual(['after', 'before']), { withinMs: 30_000 })
    expect(told).toEqual(['put before', 'put after'])
  })

  test('a version that the server has forgotten is made up for by a list: what went meanwhile is told too', async () => {
    const { server, admin, namespace } = scene()
    const home = await namespace()
    for (const name of ['kept', 'lost']) await admin.create(configMaps, configMap(home, name))
    const { told, names, faults } = await followed(admin, home)
    await server.apiserver.kill()
    // Behind the API's back: the object goes, and all versions until now are forgotten.
    const etcd = async (path: string, body: object) => {
      const answer = await fetch(`${server.etcdUrl}/v3/${path}`, { method: 'POST', body: JSON.stringify(body) })
      return (await answer.json()) as { header: { revision: string } }
    }
    const key = Buffer.from(`/registry/configmaps/${home}/lost`).toString('base64')
    const { header } = await etcd('kv/deleterange', { key })
    await etcd('kv/compaction', { revision: header.revision, physical: true })
    await server.apiserver.restart()
    await eventually(() => expect(names()).toEqual(['kept']), { withinMs: 30_000 })
    expect(told).toEqual(['put kept', 'put lost', 'gone lost'])
    expect(faults.length).toBeGreaterThan(0)
  })
})
