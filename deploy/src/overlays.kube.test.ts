import { pathOf, type KubeClient } from '@millrace/kube'
import { describeOnKube } from '@millrace/kube/scene'
import { eventually } from '@millrace/testkit'
import { beforeAll, expect, test } from 'vitest'
import { conformity, schemaFile, schemasOf, type Schemas } from './conformity.fixture.ts'
import { applied } from './dry-run.fixture.ts'
import { foreignKinds } from './foreign-kinds.fixture.ts'
import { appliable, rendered, type RenderedObject } from './rendered.fixture.ts'
import { deployTools } from './tools/deploy-tools.fixture.ts'

const tools = await deployTools()
const foreign = tools.kind === 'found' ? await foreignKinds() : ({ kind: 'missing', reason: 'see above' } as const)
const isReady = tools.kind === 'found' && foreign.kind === 'found'
const hasNoScope: ReadonlySet<string> = new Set([
  'Namespace',
  'ClusterRole',
  'ClusterRoleBinding',
  'CustomResourceDefinition',
])

describeOnKube('what is applied to a cluster', (scene) => {
  const made = new Map<string, readonly RenderedObject[]>()
  let schemas: Schemas

  beforeAll(async () => {
    if (foreign.kind === 'missing' || tools.kind === 'missing') return
    for (const folder of appliable) made.set(folder, await rendered(tools, folder))
    const { server, admin } = scene()
    const definitions = [...(made.get('deploy/crds') ?? []), ...foreign.definitions]
    for (const crd of definitions) {
      const answer = await applied(server, crd, { path: placeOf(crd), isDryRun: false })
      expect(answer.message, crd.metadata.name).toBe('')
    }
    for (const object of [...made.values()].flat()) {
      const stored =
        object.kind === 'Namespace'
          ? await applied(server, object, { path: placeOf(object), isDryRun: false })
          : undefined
      expect(stored?.message ?? '', object.metadata.name).toBe('')
    }
    await eventually(() => allServed(admin, [...made.values()].flat()), { withinMs: 60_000, everyMs: 500 })
    // Its schema is published later than the kind itself.
    await eventually(
      async () => {
        schemas = await schemasOf(admin)
        expect([...made.values()].flat().filter((object) => !schemas.has(schemaFile(object)))).toEqual([])
      },
      { withinMs: 60_000, everyMs: 2_000 },
    )
  }, 180_000)

  test.skipIf(!isReady).each(appliable)('%s passes a server-side dry run, without a remark', async (folder) => {
    const { server, admin } = scene()
    const objects = made.get(folder) ?? []
    expect(objects.length).toBeGreaterThan(3)
    for (const object of objects) {
      const path = await pathFor(admin, object)
      const answer = await applied(server, object, { path, isDryRun: true })
      expect(answer, `${object.kind} ${object.metadata.name}`).toMatchObject({ message: '', warnings: [] })
      expect([200, 201]).toContain(answer.status)
    }
  })

  test.skipIf(!isReady)('a field that does not exist and a pod with rights are noticed', async () => {
    const { server, admin } = scene()
    const deployment = (made.get('deploy/overlays/production') ?? []).find(({ kind }) => kind === 'Deployment')
    if (deployment === undefined) throw new TypeError('there is a Deployment')
    const path = await pathFor(admin, deployment)
    const asked = { path, isDryRun: true }
    const unknown = await applied(
      server,
      { ...deployment, spec: { ...(deployment['spec'] as object), replica: 1 } },
      asked,
    )
    expect(unknown.message).toContain('replica')
    const text = JSON.stringify(deployment).replace('"runAsNonRoot":true', '"runAsNonRoot":false')
    const rooted = await applied(server, JSON.parse(text) as RenderedObject, asked)
    expect(rooted.warnings.join()).toContain('runAsNonRoot')
  })

  test.skipIf(!isReady).each(appliable)('%s conforms to the schemas of the server', async (folder) => {
    const verdicts = await conformity(tools, schemas, made.get(folder) ?? [])
    expect(verdicts.filter(({ status }) => status !== 'valid')).toEqual([])
    expect(verdicts.length).toBe(made.get(folder)?.length)
  })

  test.skipIf(!isReady)('kubeconform refuses a wrong type, an unknown field and an unknown kind', async () => {
    const base = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' } }
    const wrong = [
      { ...base, spec: { ports: [{ port: 'https' }] } },
      { ...base, spec: { port: 1 } },
      { ...base, kind: 'Serviced' },
    ]
    const verdicts = await conformity(tools, schemas, wrong)
    expect(verdicts.map(({ status }) => status)).toEqual(['invalid', 'invalid', 'error'])
  })
})

/** The API server publishes a definition's schema some time after it has taken the definition. */
async function allServed(admin: KubeClient, objects: readonly RenderedObject[]): Promise<boolean> {
  for (const { apiVersion, kind } of objects) await admin.resourceOf(apiVersion, kind)
  return true
}

async function pathFor(admin: KubeClient, object: RenderedObject): Promise<string> {
  const resource = await admin.resourceOf(object.apiVersion, object.kind)
  const { name, namespace } = object.metadata
  return pathOf(resource, { name, namespace: resource.isNamespaced ? (namespace ?? 'default') : undefined })
}

/** For what is needed before discovery can tell. */
function placeOf({ apiVersion, kind, metadata }: RenderedObject): string {
  if (!hasNoScope.has(kind)) throw new TypeError(`${kind} belongs to a namespace`)
  const group = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
  return `${group}/${kind.toLowerCase()}s/${metadata.name}`
}
