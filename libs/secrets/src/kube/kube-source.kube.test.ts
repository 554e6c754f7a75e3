import { resources, type KubeClient } from '@millrace/kube'
import { describeOnKube } from '@millrace/kube/scene'
import { eventually } from '@millrace/testkit'
import { expect, onTestFinished, test } from 'vitest'
import { openSecrets } from '../open-secrets.ts'
import { kubeBoundsDefault, type KubeBounds } from './kube-bounds.ts'
import { KubeSource } from './kube-source.ts'

const secret = (namespace: string, name: string, data: Readonly<Record<string, string>>) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { namespace, name },
  stringData: data,
})

function opened(client: KubeClient, more: { bounds?: Partial<KubeBounds>; now?: () => number } = {}) {
  const faults: string[] = []
  const source = new KubeSource({
    client,
    bounds: { ...kubeBoundsDefault, ...more.bounds },
    onFault: (what, error) => void faults.push(`${what}: ${String(error)}`),
    ...(more.now === undefined ? {} : { now: more.now }),
  })
  onTestFinished(() => source[Symbol.asyncDispose]())
  return { source, faults, reader: openSecrets({ more: [source], cacheMs: 0 }) }
}

const within = { withinMs: 20_000 }

describeOnKube('Secrets and ConfigMaps of a cluster', (scene) => {
  test('a value is had, a rotated one is seen, a removed one is gone, and one that comes later is found', async () => {
    const { admin, namespace } = scene()
    const home = await namespace()
    const { reader } = opened(admin)
    const read = async (name: string, key: string) => (await reader.secret(home, { name, key })).toString()
    await admin.create(resources.secrets, secret(home, 'hook', { token: 'first\n' }))
    expect(await read('hook', 'token')).toBe('first')
    await expect(read('hook', 'other')).rejects.toMatchObject({ code: 'key-not-found' })
    await expect(read('later', 'token')).rejects.toMatchObject({ code: 'object-not-found' })
    const patch = { strategy: 'merge', body: { stringData: { token: 'second' } } } as const
    await admin.patch(resources.secrets, { namespace: home, name: 'hook' }, patch)
    await eventually(async () => expect(await read('hook', 'token')).toBe('second'), within)
    await admin.create(resources.secrets, secret(home, 'later', { token: 'x' }))
    await eventually(async () => expect(await read('later', 'token')).toBe('x'), within)
    await admin.remove(resources.secrets, { namespace: home, name: 'hook' })
    await eventually(() => expect(read('hook', 'token')).rejects.toMatchObject({ code: 'object-not-found' }), within)
  })

  test('a ConfigMap has text and bytes', async () => {
    const { admin, namespace } = scene()
    const home = await namespace()
    const { reader } = opened(admin)
    const metadata = { namespace: home, name: 'map' }
    const binaryData = { bytes: Buffer.from([0, 255, 1]).toString('base64') }
    const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { text: 'tëxt' }, binaryData }
    await admin.create(resources.configMaps, map)
    expect((await reader.configMap(home, { name: 'map', key: 'text' })).toString()).toBe('tëxt')
    expect([...(await reader.configMap(home, { name: 'map', key: 'bytes' }))]).toEqual([0, 255, 1])
    await expect(reader.secret(home, { name: 'map', key: 'text' })).rejects.toMatchObject({ code: 'object-not-found' })
  })

  test('a user who may read one name alone reads that one, and learns nothing of another but that he may not', async () => {
    const { admin, client, namespace } = scene()
    const home = await namespace()
    const rbac = (plural: string, kind: string) =>
      ({ group: 'rbac.authorization.k8s.io', version: 'v1', plural, kind, isNamespaced: true }) as const
    const rule = { apiGroups: [''], resources: ['secrets'], resourceNames: ['mine'], verbs: ['get', 'list', 'watch'] }
    const of = (kind: string, more: object) => ({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind,
      metadata: { name: 'mine', namespace: home },
      ...more,
    })
    await admin.create(rbac('roles', 'Role'), of('Role', { rules: [rule] }))
    const subjects = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'executor' }]
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'mine' }
    await admin.create(rbac('rolebindings', 'RoleBinding'), of('RoleBinding', { subjects, roleRef }))
    await admin.create(resources.secrets, secret(home, 'mine', { token: 'allowed' }))
    await admin.create(resources.secrets, secret(home, 'other', { token: 'never-told' }))
    const { reader, faults } = opened(await client('executor'))
    const mine = await eventually(() => reader.secret(home, { name: 'mine', key: 'token' }), within)
    expect(mine.toString()).toBe('allowed')
    const refused = expect.objectContaining({ code: 'unreadable', message: expect.stringContaining('forbidden') })
    await expect(reader.secret(home, { name: 'other', key: 'token' })).rejects.toEqual(refused)
    expect(faults.join()).toContain(`Secret ${home}/other`)
    expect(faults.join()).not.toContain('never-told')
  })

  test('while the API server is away the last value goes on; what is asked for anew is refused, and had afterwards', async () => {
    const { server, admin, namespace } = scene()
    const home = await namespace()
    for (const name of ['known', 'unknown']) await admin.create(resources.secrets, secret(home, name, { a: name }))
    const { reader } = opened(admin)
    const read = async (name: string) => (await reader.secret(home, { name, key: 'a' })).toString()
    expect(await read('known')).toBe('known')
    await server.apiserver.kill()
    expect(await read('known')).toBe('known')
    await expect(read('unknown')).rejects.toMatchObject({ code: 'unreadable' })
    await server.apiserver.restart()
    await eventually(async () => expect(await read('unknown')).toBe('unknown'), within)
    const patch = { strategy: 'merge', body: { stringData: { a: 'rotated' } } } as const
    await admin.patch(resources.secrets, { namespace: home, name: 'known' }, patch)
    await eventually(async () => expect(await read('known')).toBe('rotated'), within)
  })

  test('beyond the bound of watches an object is read each time, until one that nobody asks for makes room', async () => {
    const { admin, namespace } = scene()
    const home = await namespace()
    for (const name of ['a', 'b']) await admin.create(resources.secrets, secret(home, name, { key: name }))
    let nowMs = 0
    const { reader } = opened(admin, { bounds: { watchesMax: 1, idleMs: 1_000 }, now: () => nowMs })
    const read = async (name: string) => (await reader.secret(home, { name, key: 'key' })).toString()
    expect([await read('a'), await read('b')]).toEqual(['a', 'b'])
    await admin.patch(
      resources.secrets,
      { namespace: home, name: 'b' },
      { strategy: 'merge', body: { stringData: { key: 'new' } } },
    )
    // Not watched, so it is seen at once.
    expect(await read('b')).toBe('new')
    await expect(read('none')).rejects.toMatchObject({ code: 'object-not-found' })
    nowMs = 2_000
    expect([await read('b'), await read('a')]).toEqual(['new', 'a'])
  })
})
