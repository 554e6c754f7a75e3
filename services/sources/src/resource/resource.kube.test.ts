import { resources, textAt, type KubeClient } from '@millrace/kube'
import { configMap, describeOnKube, type KubeScene } from '@millrace/kube/scene'
import { decodeJson, encodeJson } from '@millrace/value'
import { eventually, surely, type ServiceProcess } from '@millrace/testkit'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { sourcesStage, type SourcesStage, type StoredEvent } from '../sources.fixture.ts'

let stage: SourcesStage
const { configMaps } = resources

const manifest = (home: string, more = '', types = 'ADD, UPDATE, DELETE') => `
apiVersion: argoproj.io/v1alpha1
kind: EventSource
metadata: { name: watch, namespace: ${home} }
spec:
  template: { serviceAccountName: watcher }
  resource:
    maps:
      version: v1
      resource: configmaps
      namespace: ${home}
      eventTypes: [${types}]
${more}
`

const labelled = (home: string, name: string, labels: Record<string, string>, data: Record<string, string> = {}) => {
  const object = configMap(home, name, data)
  return { ...object, metadata: { ...object.metadata, labels } }
}

/** Lets the EventSource's account read ConfigMaps in a namespace. */
async function permit(admin: KubeClient, home: string, verbs = ['list', 'watch']): Promise<void> {
  const rbac = { group: 'rbac.authorization.k8s.io', version: 'v1', isNamespaced: true } as const
  const apiVersion = 'rbac.authorization.k8s.io/v1'
  const rules = [{ apiGroups: [''], resources: ['configmaps'], verbs }]
  await admin.create(
    { ...rbac, plural: 'roles', kind: 'Role' },
    { apiVersion, kind: 'Role', metadata: { name: 'watch', namespace: home }, rules },
  )
  await admin.create(
    { ...rbac, plural: 'rolebindings', kind: 'RoleBinding' },
    {
      apiVersion,
      kind: 'RoleBinding',
      metadata: { name: 'watch', namespace: home },
      subjects: [{ kind: 'ServiceAccount', name: 'watcher', namespace: home }],
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'watch' },
    },
  )
}

async function homeOf({ admin, namespace }: KubeScene): Promise<string> {
  const home = await namespace()
  await permit(admin, home)
  return home
}

const replica = async ({ server }: KubeScene) => {
  const process = await stage.replica({ MILLRACE_KUBE: server.kubeconfig('admin') })
  onTestFinished(() => process[Symbol.asyncDispose]())
  return process
}

/** In force until the test ends. */
async function apply(text: string): Promise<void> {
  await stage.apply(text)
  const home = /namespace: (test-\w+)/u.exec(text)?.[1] ?? ''
  onTestFinished(() => stage.withdraw(home, 'watch'))
}

/** How often a process began to run the source of a namespace, less how often it ended. */
async function runs(process: ServiceProcess | undefined, home: string): Promise<number> {
  const lines = ((await process?.log()) ?? '').split('\n').filter((line) => line.includes(`"namespace":"${home}"`))
  const of = (text: string) => lines.filter((line) => line.includes(text)).length
  return of('This replica runs a source') - of('does not run a source')
}

const nameOf = ({ payload }: StoredEvent): string => textAt(payload, 'body', 'metadata', 'name')
const shown = (event: StoredEvent): string => `${textAt(event.payload, 'type')} ${nameOf(event)}`
const told = async (home: string) => (await stage.events(home)).map(shown)
const within = { withinMs: 40_000, everyMs: 200 }

async function touch(admin: KubeClient, home: string, name: string, n: number): Promise<void> {
  const patch = { strategy: 'merge', body: { data: { n: String(n) } } } as const
  await admin.patch(configMaps, { namespace: home, name }, patch)
}

describeOnKube('a resource event', (scene) => {
  beforeAll(async () => {
    stage = await sourcesStage()
  }, 60_000)
  afterAll(() => stage?.[Symbol.asyncDispose]())

  test('tells what is there and what happens, with the payload of the original to the byte', async () => {
    const { admin } = scene()
    const home = await homeOf(scene())
    await admin.create(configMaps, configMap(home, 'before', { html: '<b>&' }))
    await apply(manifest(home, '      metadata: { team: "a&b" }'))
    await replica(scene())
    await eventually(async () => expect(await told(home)).toEqual(['ADD before']), within)
    await touch(admin, home, 'before', 1)
    await admin.create(configMaps, configMap(home, 'after'))
    const last = await admin.get(configMaps, { namespace: home, name: 'before' })
    await admin.remove(configMaps, { namespace: home, name: 'before' })
    await eventually(
      async () => expect(await told(home)).toEqual(['ADD before', 'UPDATE before', 'ADD after', 'DELETE before']),
      within,
    )
    const [added, updated] = await stage.events(home)
    // Plain integers and texts only: what was read as JSON is the same when it is written as Go does.
    const body = encodeJson(decodeJson(JSON.stringify(last)))
    const oldBody = encodeJson(decodeJson(JSON.stringify(added?.payload['body'])))
    expect(updated?.text).toBe(
      `{"type":"UPDATE","body":${body},"oldBody":${oldBody},"group":"","version":"v1","resource":"configmaps",` +
        '"metadata":{"team":"a\\u0026b"}}',
    )
    expect(added?.text).toContain('"html":"\\u003cb\\u003e\\u0026"')
    expect(added?.text).toContain('"oldBody":null')
    const uid = textAt(last, 'metadata', 'uid')
    const version = textAt(last, 'metadata', 'resourceVersion')
    expect(updated?.delivery).toMatchObject({
      deliveryId: `${uid} ${version} UPDATE`,
      bus: 'default',
      eventSource: 'watch',
      eventName: 'maps',
      event: { source: 'watch', type: 'resource' },
    })
  })

  test('filters: types, labels that come and go, prefix, fields, an expression', async () => {
    const { admin } = scene()
    const home = await homeOf(scene())
    const filter = `
      filter:
        prefix: web-
        labels: [{ key: phase, operation: in, value: "done,failed" }]
        fields: [{ key: data.kind, operation: "!=", value: "^skip" }]
        expression: body.data.n != "7"
`
    await apply(manifest(home, filter, 'ADD, DELETE'))
    await replica(scene())
    const make = (name: string, labels: Record<string, string>, data: Record<string, string>) =>
      admin.create(configMaps, labelled(home, name, labels, { kind: 'x', n: '1', ...data }))
    await make('web-no-label', {}, {})
    await make('db-1', { phase: 'done' }, {})
    await make('web-skip', { phase: 'done' }, { kind: 'skipped' })
    await make('web-seven', { phase: 'done' }, { n: '7' })
    await make('web-1', { phase: 'failed' }, {})
    await eventually(async () => expect(await told(home)).toEqual(['ADD web-1']), within)
    const label = async (name: string, phase: string | null) =>
      admin.patch(
        configMaps,
        { namespace: home, name },
        { strategy: 'merge', body: { metadata: { labels: { phase } } } },
      )
    // What begins to match is new, and what does not match any more is gone, as the API sees it.
    await label('web-no-label', 'done')
    await label('web-1', null)
    await eventually(
      async () => expect(await told(home)).toEqual(['ADD web-1', 'ADD web-no-label', 'DELETE web-1']),
      within,
    )
  })

  test('an account that may not watch is told by verb and resource, and goes on when it may', async () => {
    const { admin, namespace } = scene()
    const home = await namespace()
    await apply(manifest(home))
    const process = await replica(scene())
    await admin.create(configMaps, configMap(home, 'a'))
    await eventually(async () => expect(await process.log()).toMatch(/cannot list resource .*configmaps/u), within)
    expect(await told(home)).toEqual([])
    await permit(admin, home)
    await eventually(async () => expect(await told(home)).toEqual(['ADD a']), within)
  })

  test('a resource that is not served yet is waited for', async () => {
    const { namespace } = scene()
    const home = await namespace()
    await apply(manifest(home).replace('resource: configmaps', 'resource: configmap'))
    const process = await replica(scene())
    await eventually(async () => expect(await process.log()).toMatch(/no-such-kind.*v1 configmap/u), within)
    await permit(scene().admin, home)
    await apply(manifest(home))
    await scene().admin.create(configMaps, configMap(home, 'a'))
    await eventually(async () => expect(await told(home)).toEqual(['ADD a']), within)
  })

  test('kill -9 again and again while objects come, change and go: everything is told, each once', async () => {
    const { admin } = scene()
    const home = await homeOf(scene())
    await apply(manifest(home))
    const process = await replica(scene())
    const names = Array.from({ length: 60 }, (_, n) => `o-${String(n).padStart(2, '0')}`)
    const changes = async (): Promise<void> => {
      for (const name of names) {
        await admin.create(configMaps, configMap(home, name))
        for (const n of [1, 2]) await touch(admin, home, name, n)
        await admin.remove(configMaps, { namespace: home, name })
        await sleep(250)
      }
    }
    await admin.create(configMaps, configMap(home, 'first'))
    await eventually(async () => expect(await told(home)).toEqual(['ADD first']), within)
    const changing = changes()
    const progress = { isDone: false, kills: 0 }
    void changing.finally(() => (progress.isDone = true))
    for (let before = 0; !progress.isDone || progress.kills < 3;) {
      // It runs again only when its own last life is taken for dead.
      await eventually(async () => expect(await runs(process, home)).toBeGreaterThan(before), within)
      await sleep(200 + 800 * Math.random())
      await process.kill()
      progress.kills += 1
      before = await runs(process, home)
      await process.restart()
    }
    await changing
    const each = (name: string) => [`ADD ${name}`, `UPDATE ${name}`, `UPDATE ${name}`, `DELETE ${name}`]
    const expected = ['ADD first', ...names.flatMap(each)]
    await eventually(async () => expect((await told(home)).sort()).toEqual(expected.sort()), within)
    // Of each object in its order.
    for (const name of names.slice(0, 5)) {
      const of = (await told(home)).filter((one) => one.endsWith(name))
      expect(of).toEqual(each(name))
    }
  }, 180_000)

  test('restarts of the API server while objects come and go: none is missed, none told twice', async () => {
    const { admin, server } = scene()
    const home = await homeOf(scene())
    await apply(manifest(home, '', 'ADD, DELETE'))
    await replica(scene())
    const names = Array.from({ length: 40 }, (_, n) => `r-${String(n).padStart(2, '0')}`)
    const exists = (name: string) =>
      admin
        .list(configMaps, { namespace: home, fieldSelector: `metadata.name=${name}` })
        .then(({ items }) => items.length > 0)
    const changing = (async () => {
      for (const name of names) {
        await surely(
          () => admin.create(configMaps, configMap(home, name)),
          () => exists(name),
        )
        await sleep(100)
      }
      for (const name of names.slice(0, 20)) {
        const gone = async () => !(await exists(name))
        await surely(() => admin.remove(configMaps, { namespace: home, name }), gone)
      }
    })()
    for (let restarts = 0; restarts < 2; restarts += 1) {
      await sleep(1_000)
      await server.apiserver.kill()
      await server.apiserver.restart()
    }
    await changing
    const expected = [...names.map((name) => `ADD ${name}`), ...names.slice(0, 20).map((name) => `DELETE ${name}`)]
    await eventually(async () => expect((await told(home)).sort()).toEqual(expected.sort()), within)
    // And no more comes.
    await sleep(2_000)
    expect(await told(home)).toHaveLength(expected.length)
  }, 180_000)

  test('what the server has forgotten meanwhile is made good by a list: the difference to what was told', async () => {
    const { admin, server } = scene()
    const home = await homeOf(scene())
    for (const name of ['stays', 'changes', 'goes']) await admin.create(configMaps, configMap(home, name, { v: '1' }))
    await apply(manifest(home))
    const process = await replica(scene())
    await eventually(async () => expect((await told(home)).length).toBe(3), within)
    // Remembered within a second; then the crash.
    await sleep(1_500)
    await process.kill()
    await touch(admin, home, 'changes', 5)
    await admin.remove(configMaps, { namespace: home, name: 'goes' })
    await admin.create(configMaps, configMap(home, 'comes'))
    await forgetHistory(server.etcdUrl)
    await server.apiserver.kill()
    await server.apiserver.restart()
    await process.restart()
    const all = ['ADD changes', 'ADD comes', 'ADD goes', 'ADD stays', 'DELETE goes', 'UPDATE changes']
    await eventually(async () => expect((await told(home)).sort()).toEqual(all), within)
    await sleep(1_500)
    const events = await stage.events(home)
    expect(events).toHaveLength(all.length)
    const update = events.find((event) => shown(event) === 'UPDATE changes')?.payload
    expect(update).toMatchObject({ body: { data: { n: '5', v: '1' } }, oldBody: { data: { v: '1' } } })
    // As it was when it was last told: how it was when it went, nobody can know.
    expect(events.find((event) => shown(event) === 'DELETE goes')?.payload).toMatchObject({
      body: { data: { v: '1' } },
    })
  }, 120_000)

  test('what a forgotten watch skips is looked up, version by version, as long as the server keeps it', async () => {
    const { admin, server } = scene()
    const home = await homeOf(scene())
    await admin.create(configMaps, configMap(home, 'a', { n: '0' }))
    await apply(manifest(home))
    const process = await replica(scene())
    await eventually(async () => expect(await told(home)).toEqual(['ADD a']), within)
    await sleep(1_500)
    await process.kill()
    for (const n of [1, 2, 3]) await touch(admin, home, 'a', n)
    await admin.create(configMaps, configMap(home, 'b', { n: '0' }))
    await touch(admin, home, 'b', 1)
    // A fresh API server cannot begin a watch in the past, and etcd has it all.
    await server.apiserver.kill()
    await server.apiserver.restart()
    await process.restart()
    const all = ['ADD a', 'UPDATE a', 'UPDATE a', 'UPDATE a', 'ADD b', 'UPDATE b']
    await eventually(async () => expect(await told(home)).toEqual(all), within)
    const numbers = (await stage.events(home)).map(({ payload }) => [
      textAt(payload, 'oldBody', 'data', 'n'),
      textAt(payload, 'body', 'data', 'n'),
    ])
    expect(numbers).toEqual([
      ['', '0'],
      ['0', '1'],
      ['1', '2'],
      ['2', '3'],
      ['', '0'],
      ['0', '1'],
    ])
  }, 120_000)

  test('of two replicas one tells; when it is killed the other goes on, and when it stops at once', async () => {
    const { admin } = scene()
    const home = await homeOf(scene())
    await apply(manifest(home, '', 'ADD'))
    const replicas = [await replica(scene()), await replica(scene())]
    await admin.create(configMaps, configMap(home, 'a'))
    await eventually(async () => expect(await told(home)).toEqual(['ADD a']), within)
    const running = async () => [await runs(replicas[0], home), await runs(replicas[1], home)]
    await eventually(async () => expect((await running()).toSorted()).toEqual([0, 1]), within)
    const first = (await running()).indexOf(1)
    await replicas[first]?.kill()
    await admin.create(configMaps, configMap(home, 'b'))
    await eventually(async () => expect(await told(home)).toEqual(['ADD a', 'ADD b']), within)
    expect(await runs(replicas[1 - first], home)).toBe(1)
    await replicas[first]?.restart()
    await replicas[1 - first]?.stop()
    await admin.create(configMaps, configMap(home, 'c'))
    await eventually(async () => expect(await told(home)).toEqual(['ADD a', 'ADD b', 'ADD c']), within)
  }, 120_000)

  test('an EventSource that comes back after it was forgotten begins anew', async () => {
    const { admin, server } = scene()
    const home = await homeOf(scene())
    await admin.create(configMaps, configMap(home, 'a'))
    await apply(manifest(home))
    const process = await stage.replica({ MILLRACE_KUBE: server.kubeconfig('admin'), MILLRACE_SOURCES_FORGET: '1s' })
    onTestFinished(() => process[Symbol.asyncDispose]())
    await eventually(async () => expect(await told(home)).toEqual(['ADD a']), within)
    const remembered = async () =>
      Object.keys(
        (await stage.bus.manager.streams.info('KV_sources', { subjects_filter: `$KV.sources.*.${home}.>` })).state
          .subjects ?? {},
      )
    await eventually(async () => expect((await remembered()).length).toBe(2), within)
    await stage.withdraw(home, 'watch')
    await eventually(async () => expect(await remembered()).toEqual([]), within)
  })
})

/** Every version until now is forgotten, as etcd does every five minutes. */
async function forgetHistory(etcdUrl: string): Promise<void> {
  const call = async (path: string, body: object) => {
    const answer = await fetch(`${etcdUrl}/v3/${path}`, { method: 'POST', body: JSON.stringify(body) })
    // etcd's own gateway.
    return (await answer.json()) as { header: { revision: string } }
  }
  const { header } = await call('kv/range', { key: Buffer.from('/').toString('base64') })
  await call('kv/compaction', { revision: header.revision, physical: true })
}
