import { pathOf, type KubeClient, type Permission } from '@millrace/kube'
import type { AuditEntry, KubeServer } from '@millrace/testkit'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { applied } from '../dry-run.fixture.ts'
import { memberOf, type RenderedObject } from '../rendered.fixture.ts'
import { roleObjects, type Reach } from './role-objects.ts'
import { servicePermissions } from './service-permissions.ts'

/** The namespace of the installation: the one that the generated bindings name. */
export const home = 'millrace'

const tokenSeconds = 3_600

/** Binds the generated Roles to the ServiceAccounts of all services, as an overlay does. */
export async function grantRoles(server: KubeServer, admin: KubeClient, reach: Reach): Promise<void> {
  const accounts = servicePermissions.map(({ service }) => ({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: `millrace-${service}` },
  }))
  for (const object of [...accounts, ...roleObjects(servicePermissions, reach)]) {
    // Both lists are made of whole objects.
    const whole = object as unknown as RenderedObject
    const resource = await admin.resourceOf(whole.apiVersion, whole.kind)
    const namespace = resource.isNamespaced ? home : undefined
    const path = pathOf(resource, { name: whole.metadata.name, namespace })
    const metadata = namespace === undefined ? whole.metadata : { ...whole.metadata, namespace }
    const subjects = whole['subjects'] === undefined ? {} : { subjects: [subject(whole.metadata.name)] }
    const placed: RenderedObject = { ...whole, ...subjects, metadata }
    const answer = await applied(server, placed, { path, isDryRun: false })
    if (answer.message !== '') throw new TypeError(answer.message)
  }
}

/** As kustomize writes it for an overlay of that namespace. */
const subject = (name: string) => ({ kind: 'ServiceAccount', name, namespace: home })

/** A kubeconfig with a token of a service's account, as the API server signs it for the pod. */
export async function kubeconfigOf(
  server: KubeServer,
  admin: KubeClient,
  service: string,
  folder: string,
): Promise<string> {
  const token = await tokenOf(admin, home, `millrace-${service}`)
  return writeKubeconfig(server, service, { token }, folder)
}

/** A kubeconfig that says where the server is and nothing of who asks. */
export function strangersKubeconfig(server: KubeServer, folder: string): Promise<string> {
  return writeKubeconfig(server, 'stranger', {}, folder)
}

async function writeKubeconfig(server: KubeServer, name: string, user: object, folder: string): Promise<string> {
  const cluster = { server: server.url, 'certificate-authority-data': Buffer.from(server.ca).toString('base64') }
  const file = join(folder, `${name}.kubeconfig`)
  await writeFile(
    file,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'test',
      clusters: [{ name: 'test', cluster }],
      users: [{ name, user }],
      contexts: [{ name: 'test', context: { cluster: 'test', user: name, namespace: home } }],
    }),
  )
  return file
}

/** A token of a ServiceAccount, as the API server signs it. */
export async function tokenOf(admin: KubeClient, namespace: string, account: string): Promise<string> {
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`
  const body = {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: { expirationSeconds: tokenSeconds },
  }
  const token = memberOf(await admin.transport.json({ method: 'POST', path, body }), 'status', 'token')
  if (typeof token !== 'string') throw new TypeError('the server gives no token')
  return token
}

/**
 * What one account asked for; requests that concern no resource (discovery) need no right. What it did in the name of another
 * account took one right of its own, to do so: whether the other one had the right is that one's affair.
 */
export function requestsOf(entries: readonly AuditEntry[], service: string): readonly AuditEntry[] {
  const user = `system:serviceaccount:${home}:millrace-${service}`
  return entries
    .filter((entry) => entry.user === user && entry.resource !== '')
    .map((entry) => (entry.impersonated === '' ? entry : impersonation(entry)))
}

function impersonation(entry: AuditEntry): AuditEntry {
  const [, namespace = '', name = ''] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(entry.impersonated) ?? []
  const resource = namespace === '' ? 'users' : 'serviceaccounts'
  return { ...entry, verb: 'impersonate', group: '', resource, namespace, name, isAllowed: true, isCreated: false }
}

/** The rights that nothing was done with, a line each. */
export function unusedRights(permissions: readonly Permission[], requests: readonly AuditEntry[]): readonly string[] {
  return permissions.flatMap(({ scope, group, resource, verbs, names }) =>
    verbs
      .filter(
        (verb) =>
          !requests.some(
            (request) =>
              request.isAllowed &&
              (request.verb === verb || (verb === 'create' && request.isCreated)) &&
              request.group === group &&
              request.resource === resource &&
              (scope !== 'own' || request.namespace === home) &&
              (names === undefined || request.name === '' || names.includes(request.name)),
          ),
      )
      .map((verb) => `${scope}: ${verb} ${group}/${resource}`),
  )
}

/** The requests that were refused, a line each, each once. */
export function refusedRequests(requests: readonly AuditEntry[]): readonly string[] {
  const refused = requests.filter(({ isAllowed }) => !isAllowed)
  return [
    ...new Set(
      refused.map(({ verb, group, resource, namespace, name }) => `${verb} ${group}/${resource} ${namespace}/${name}`),
    ),
  ]
}
