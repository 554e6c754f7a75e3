import { openKube } from '@millrace/kube'
import { describeOnKube } from '@millrace/kube/scene'
import { eventually, freePort } from '@millrace/testkit'
import { randomBytes } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { attemptBench } from '../attempt.fixture.ts'
import { grant, grantExecutor, namesOf } from './kube-rights.fixture.ts'

const create = { resource: 'configmaps', verbs: ['create'] }
const trigger = (metadata: string): string =>
  `k8s: { source: { resource: { apiVersion: v1, kind: ConfigMap, metadata: ${metadata} } } }`

describeOnKube('what a sensor may do is what its ServiceAccount may', (scene) => {
  beforeAll(() => scene() === undefined || grantExecutor(scene().admin))

  test('denied: a failure that no retry mends, with verb, resource and account; granted: done', async () => {
    const { admin, client, namespace } = scene()
    const home = await namespace()
    await using bench = await attemptBench({
      kube: await client('executor'),
      namespace: home,
      serviceAccountName: 'op',
    })
    const compiled = bench.compile(trigger('{ generateName: a- }'))
    const user = `system:serviceaccount:${home}:op`
    expect(await bench.attempt(compiled)).toEqual({
      kind: 'failed',
      reason: `k8s: ${user} may not create configmaps in namespace "${home}": grant the verb by a Role`,
      status: 403,
      effect: 'none',
      final: true,
    })
    // The rights of another account of the namespace are of no use to it.
    await grant(admin, home, 'default', create)
    expect(await bench.attempt(compiled)).toMatchObject({ status: 403 })
    await grant(admin, home, 'op', create)
    expect(await bench.attempt(compiled)).toMatchObject({ kind: 'succeeded', status: 0 })
    expect(await namesOf(admin, home)).toHaveLength(1)
  })

  test('another namespace is out of reach, also where the manifest names it', async () => {
    const { admin, client, namespace } = scene()
    const [home, abroad] = [await namespace(), await namespace()]
    await grant(admin, home, 'default', create)
    await using bench = await attemptBench({ kube: await client('executor'), namespace: home })
    const compiled = bench.compile(trigger(`{ name: a, namespace: ${abroad} }`))
    expect(await bench.attempt(compiled)).toMatchObject({
      status: 403,
      reason: expect.stringContaining(`may not create configmaps in namespace "${abroad}"`),
    })
    expect(await namesOf(admin, abroad)).toEqual([])
  })

  test('a refusal of a quota is no lack of rights: it may be tried again', async () => {
    const { admin, client, namespace } = scene()
    const home = await namespace()
    await grant(admin, home, 'default', create)
    const quotas = await admin.resourceOf('v1', 'ResourceQuota')
    const metadata = { namespace: home, name: 'none' }
    const full = { hard: { 'count/configmaps': '0' } }
    const quota = await admin.create(quotas, { apiVersion: 'v1', kind: 'ResourceQuota', metadata, spec: full })
    const status = { ...full, used: { 'count/configmaps': '0' } }
    await admin.replace(quotas, { ...quota, status }, { subresource: 'status' })
    await using bench = await attemptBench({ kube: await client('executor'), namespace: home })
    const compiled = bench.compile(trigger('{ generateName: a- }'))
    // The server goes by a quota a moment after it is stored: what comes before is another invocation, and succeeds.
    await eventually(async () => {
      const attempted = await bench.attempt(compiled, { id: randomBytes(16).toString('hex') })
      expect(attempted).toMatchObject({ kind: 'failed', status: 403, effect: 'none' })
      expect(attempted).not.toHaveProperty('final')
    })
  })

  test('an executor that may not impersonate says so', async () => {
    const { client, namespace } = scene()
    await using bench = await attemptBench({ kube: await client('nobody'), namespace: await namespace() })
    const attempted = await bench.attempt(bench.compile(trigger('{ name: a }')))
    expect(attempted).toMatchObject({ kind: 'failed', status: 403, effect: 'none' })
    expect(attempted).toHaveProperty('reason', expect.stringContaining('cannot impersonate'))
    expect(attempted).not.toHaveProperty('final')
  })

  test('no server there: nothing was done', async () => {
    using away = await openKube({ kind: 'token', url: `https://127.0.0.1:${await freePort()}`, token: 'x' })
    await using bench = await attemptBench({ kube: away })
    expect(await bench.attempt(bench.compile(trigger('{ name: a }')))).toMatchObject({
      kind: 'failed',
      effect: 'none',
      reason: expect.stringContaining('ECONNREFUSED'),
    })
    await using none = await attemptBench()
    expect(await none.attempt(none.compile(trigger('{ name: a }')))).toMatchObject({
      final: true,
      reason: expect.stringContaining('MILLRACE_KUBE'),
    })
  })

  test('the names of a ServiceAccount and its namespace can hold no user of another kind', async () => {
    const { client, namespace } = scene()
    const serviceAccountName = 'x:admin'
    await using bench = await attemptBench({
      kube: await client('executor'),
      namespace: await namespace(),
      serviceAccountName,
    })
    expect(await bench.attempt(bench.compile(trigger('{ name: a }')))).toMatchObject({
      final: true,
      reason: 'k8s: spec.template.serviceAccountName: "x:admin" cannot be a ServiceAccount',
    })
  })
})
