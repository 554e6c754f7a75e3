export { installArgoCrds } from './argo-crds.fixture.ts'
import { crdKinds, customResource } from '@millrace/manifests/crds'
import {
  eventually,
  kubeBinaries,
  kubeServer,
  type KubeServer,
  type KubeServerOptions,
  type KubeUser,
} from '@millrace/testkit'
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe } from 'vitest'
import { openKube, type KubeClient } from './client.ts'
import { kubeObject } from './kube-object.ts'
import { resources } from './resource.ts'

const found = await kubeBinaries()

export interface KubeScene {
  readonly server: KubeServer
  readonly admin: KubeClient
  readonly client: (user: KubeUser) => Promise<KubeClient>
  /** A namespace of the test's own. */
  readonly namespace: () => Promise<string>
}

/** Tests on one API server; skipped where there is none, which `kubeBinaries` says aloud. */
export function describeOnKube(
  name: string,
  tests: (scene: () => KubeScene) => void,
  options: KubeServerOptions = {},
): void {
  describe.skipIf(found.kind === 'missing')(name, () => {
    let scene: KubeScene
    let setup: AsyncDisposableStack
    beforeAll(async () => {
      if (found.kind === 'missing') return
      setup = new AsyncDisposableStack()
      const server = setup.use(await kubeServer(found, options))
      const client = async (user: KubeUser) =>
        setup.use(await openKube({ kind: 'token', url: server.url, token: server.token(user), ca: server.ca }))
      const admin = await client('admin')
      const namespace = async () => {
        const name = `test-${randomBytes(4).toString('hex')}`
        await admin.create(resources.namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
        return name
      }
      scene = { server, admin, client, namespace }
    }, 180_000)
    afterAll(() => setup?.disposeAsync())
    tests(() => scene)
  })
}

export const configMap = (namespace: string, name: string, data: Readonly<Record<string, string>> = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { namespace, name },
  data,
})

/** Installs our CustomResourceDefinitions and waits until they are served. */
export async function installCrds(admin: KubeClient): Promise<void> {
  for (const kind of crdKinds) {
    const crd = kubeObject(customResource(kind), kind)
    await admin.apply(resources.crds, crd, { fieldManager: 'tests', fieldValidation: 'Strict' })
  }
  for (const kind of crdKinds)
    await eventually(() => admin.resourceOf('argoproj.io/v1alpha1', kind), { withinMs: 30_000, everyMs: 500 })
}
