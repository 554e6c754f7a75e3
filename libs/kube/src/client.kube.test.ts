import { expect, test } from 'vitest'
import { openKube } from './client.ts'
import { at } from './json-parts.ts'
import { configMap, describeOnKube } from './kube-scene.fixture.ts'
import { resources } from './resource.ts'
import { serviceAccountUser } from './in-the-name-of.ts'
import { isReady } from './readiness.ts'
import { reviewAccess, reviewOwnAccess, reviewSelf } from './reviews.ts'

const { configMaps } = resources
const code = (code: string) => expect.objectContaining({ code })

describeOnKube('calls of the API', (scene) => {
  test('each refusal has its code', async () => {
    const { admin, client, server, namespace } = scene()
    const home = await namespace()
    const nobody = await client('nobody')
    await expect(nobody.list(configMaps, { namespace: home })).rejects.toThrow(code('forbidden'))
    await expect(admin.get(configMaps, { namespace: home, name: 'none' })).rejects.toThrow(code('not-found'))
    await admin.create(configMaps, configMap(home, 'a'))
    await expect(admin.create(configMaps, configMap(home, 'a'))).rejects.toThrow(code('already-exists'))
    await expect(admin.create(configMaps, configMap(home, 'Not/A/Name'))).rejects.toThrow(code('object-invalid'))
    using stranger = await openKube({ kind: 'token', url: server.url, token: 'wrong', ca: server.ca })
    await expect(stranger.list(configMaps)).rejects.toThrow(code('unauthorized'))
    using untrusting = await openKube({ kind: 'token', url: server.url, token: server.token('admin') })
    await expect(untrusting.list(configMaps)).rejects.toThrow(code('api-away'))
  })

  test('a kubeconfig file leads to the server', async () => {
    const { server, namespace } = scene()
    using client = await openKube({ kind: 'file', path: server.kubeconfig('admin') })
    const home = await namespace()
    await client.create(configMaps, configMap(home, 'by-file'))
    expect((await client.list(configMaps, { namespace: home })).items.map(({ metadata }) => metadata.name)).toContain(
      'by-file',
    )
    await expect(openKube({ kind: 'file', path: '/nowhere' })).rejects.toThrow(code('config-invalid'))
  })

  test('the three ways of patching, and what they do to a list', async () => {
    const { admin, namespace } = scene()
    const home = await namespace()
    const ref = { namespace: home, name: 'service' }
    const port = (name: string, port: number) => ({ name, port, protocol: 'TCP', targetPort: port })
    const spec = { ports: [port('a', 80)], selector: { app: 'a' } }
    await admin.create(resources.services, { apiVersion: 'v1', kind: 'Service', metadata: ref, spec })
    const names = (object: object) => (at(object, 'spec', 'ports') as { name: string }[]).map(({ name }) => name)
    const strategic = { strategy: 'strategic', body: { spec: { ports: [port('b', 81)] } } } as const
    expect(names(await admin.patch(resources.services, ref, strategic)).sort()).toEqual(['a', 'b'])
    const merge = { strategy: 'merge', body: { spec: { ports: [port('c', 82)] } } } as const
    expect(names(await admin.patch(resources.services, ref, merge))).toEqual(['c'])
    const json = { strategy: 'json', body: [{ op: 'add', path: '/spec/ports/0', value: port('d', 83) }] } as const
    expect(names(await admin.patch(resources.services, ref, json))).toEqual(['d', 'c'])
  })

  test('server-side apply: another manager keeps its field until it is taken over', async () => {
    const { admin, namespace } = scene()
    const home = await namespace()
    await admin.apply(configMaps, configMap(home, 'shared', { a: '1', b: '1' }), { fieldManager: 'one' })
    const other = configMap(home, 'shared', { a: '2' })
    const conflict = { code: 'conflict', causes: [{ field: '.data.a', message: expect.any(String) }] }
    await expect(admin.apply(configMaps, other, { fieldManager: 'two' })).rejects.toMatchObject(conflict)
    const taken = await admin.apply(configMaps, other, { fieldManager: 'two', isForced: true })
    expect(taken['data']).toEqual({ a: '2', b: '1' })
  })

  test('a dry run stores nothing; a delete with a stale version does nothing', async () => {
    const { admin, namespace } = scene()
    const home = await namespace()
    const ref = { namespace: home, name: 'a' }
    await admin.create(configMaps, configMap(home, 'a'), { isDryRun: true })
    await expect(admin.get(configMaps, ref)).rejects.toThrow(code('not-found'))
    await admin.create(configMaps, configMap(home, 'a'))
    const preconditions = { resourceVersion: '1' }
    await expect(admin.remove(configMaps, ref, { preconditions })).rejects.toThrow(code('conflict'))
    await admin.remove(configMaps, ref)
    await expect(admin.get(configMaps, ref)).rejects.toThrow(code('not-found'))
  })

  test('a replacement of an old version is a conflict', async () => {
    const { admin, namespace } = scene()
    const first = await admin.create(configMaps, configMap(await namespace(), 'a'))
    await admin.replace(configMaps, { ...first, data: { a: '1' } })
    await expect(admin.replace(configMaps, { ...first, data: { a: '2' } })).rejects.toThrow(code('conflict'))
  })

  test('kinds are found by asking the server, also one that was installed just now', async () => {
    const { admin } = scene()
    expect(await admin.resourceOf('v1', 'Endpoints')).toMatchObject({ plural: 'endpoints', isNamespaced: true })
    expect(await admin.resourceOf('rbac.authorization.k8s.io/v1', 'ClusterRole')).toMatchObject({
      plural: 'clusterroles',
      isNamespaced: false,
    })
    await expect(admin.resourceOf('example.com/v1', 'Octopus')).rejects.toThrow(code('no-such-kind'))
  })

  test('what a user may do is told to whom may ask', async () => {
    const { admin } = scene()
    const question = { verb: 'list', group: '', resource: 'secrets', namespace: 'default' }
    const viewer = { name: 'viewer', groups: [] }
    expect(await reviewAccess(admin, viewer, question)).toMatchObject({ isAllowed: false })
    const masters = { name: 'x', groups: ['system:masters'] }
    expect(await reviewAccess(admin, masters, question)).toMatchObject({ isAllowed: true })
  })

  test('a token tells whose it is by being used, and that takes no right of ours', async () => {
    const { client, server } = scene()
    const nobody = await client('nobody')
    const viewer = nobody.withToken(server.token('viewer'))
    expect(await reviewSelf(viewer)).toEqual({
      name: 'viewer',
      groups: expect.arrayContaining(['millrace-tests', 'system:authenticated']),
    })
    const question = { verb: 'list', group: '', resource: 'secrets', namespace: 'default' }
    expect(await reviewOwnAccess(viewer, question)).toMatchObject({ isAllowed: false })
    const masters = nobody.withToken(server.token('admin'))
    expect(await reviewOwnAccess(masters, question)).toMatchObject({ isAllowed: true })
    await expect(reviewSelf(nobody.withToken('nonsense'))).rejects.toThrow(code('unauthorized'))
    expect(await reviewSelf(nobody)).toMatchObject({ name: 'nobody' })
  })

  test('who has no rights may ask whether the server is ready, in the name of whom it may act for too', async () => {
    const { admin, client } = scene()
    expect(await isReady(await client('nobody'))).toBe(true)
    expect(await isReady(admin.as(serviceAccountUser('default', 'default')))).toBe(true)
  })
})
