import { listAt, resources, textAt, type KubeClient } from '@millrace/kube'
import type { JsonObject } from '@millrace/manifests'
import { eventually } from '@millrace/testkit'
import { createHmac } from 'node:crypto'
import { expect } from 'vitest'
import type { Installation } from './installation.fixture.ts'
import { tokenOf } from './service-accounts.fixture.ts'

const within = { withinMs: 60_000, everyMs: 250 }
const rbac = 'rbac.authorization.k8s.io'
const argo = 'argoproj.io'
const sender = 'github.com'
const { clusterWorkflowTemplates, secrets, serviceAccounts, workflowEventBindings, workflowTemplates, workflows } =
  resources

/**
 * Has an installation do everything that it does with the API for the events of the Workflows event API: a sender with a token
 * and a provider with a signature submit, of a template and of a cluster template, and one workflow is there already.
 */
export async function useWorkflowEvents(admin: KubeClient, namespace: string, system: Installation): Promise<void> {
  const shared = `shared-${namespace}`
  await maySend(admin, namespace, shared)
  const template = (kind: string, name: string, where: object) => ({
    apiVersion: `${argo}/v1alpha1`,
    kind,
    metadata: { name, ...where },
    spec: { workflowMetadata: { labels: { of: 'template' } } },
  })
  await admin.create(workflowTemplates, template('WorkflowTemplate', 'hello', { namespace }))
  await admin.create(clusterWorkflowTemplates, template('ClusterWorkflowTemplate', shared, {}))
  const bindings: Readonly<Record<string, JsonObject>> = {
    hello: { workflowTemplateRef: { name: 'hello' } },
    fixed: { workflowTemplateRef: { name: shared, clusterScope: true }, metadata: { name: '"fixed"' } },
    wrong: { workflowTemplateRef: { name: 'hello' }, metadata: { name: 'payload.no.such' } },
  }
  for (const [name, submit] of Object.entries(bindings)) {
    const spec = { event: { selector: `discriminator == "${name}"` }, submit }
    const metadata = { namespace, name }
    await admin.create(workflowEventBindings, {
      apiVersion: `${argo}/v1alpha1`,
      kind: 'WorkflowEventBinding',
      metadata,
      spec,
    })
    await eventually(async () => {
      const { status } = await admin.get(workflowEventBindings, { namespace, name })
      const ready = listAt(status, 'conditions').find((one) => textAt(one, 'type') === 'Ready')
      expect(ready, await system.logs()).toMatchObject({ status: 'True' })
    }, within)
  }
  const token = { Authorization: `Bearer ${await tokenOf(admin, namespace, sender)}` }
  const body = '{"message":"hi"}'
  const signature = createHmac('sha256', 'sh!').update(body).digest('hex')
  const signed = { 'X-GitHub-Event': 'star', 'X-Hub-Signature-256': `sha256=${signature}` }
  const post = async (name: string, headers: Readonly<Record<string, string>>): Promise<string> => {
    const url = `http://127.0.0.1:${system.workflowEventsPort}/api/v1/events/${namespace}/${name}`
    const answer = await fetch(url, { method: 'POST', headers: { Prefer: 'wait=30', ...headers }, body })
    const found: unknown = await answer.json()
    expect(answer.status, JSON.stringify(found)).toBe(200)
    return textAt(
      listAt(found, 'bindings').find((one) => textAt(one, 'binding') === name),
      'state',
    )
  }
  await eventually(async () => expect(await post('hello', token), await system.logs()).toBe('created'), within)
  expect(await post('hello', signed)).toBe('created')
  expect(await post('fixed', token)).toBe('created')
  expect(await post('fixed', token)).toBe('given-up')
  expect(await post('wrong', token)).toBe('given-up')
  const list = `http://127.0.0.1:${system.workflowEventsPort}/api/v1/workflow-event-bindings/${namespace}`
  const listed = await fetch(list, { headers: token })
  expect(listed.status, await listed.text()).toBe(200)
  const { items } = await admin.list(workflows, { namespace })
  expect(items.map(({ metadata }) => metadata.name)).toContain('fixed')
  for (const name of Object.keys(bindings)) await admin.remove(workflowEventBindings, { namespace, name })
}

/** The account of senders may list bindings, make workflows and read the templates; the services themselves may not make any. */
async function maySend(admin: KubeClient, namespace: string, shared: string): Promise<void> {
  const metadata = { namespace, name: sender }
  await admin.create(serviceAccounts, { apiVersion: 'v1', kind: 'ServiceAccount', metadata })
  const data = { [sender]: Buffer.from('{"type":"github","secret":"sh!"}').toString('base64') }
  const clients = { namespace, name: 'argo-workflows-webhook-clients' }
  await admin.create(secrets, { apiVersion: 'v1', kind: 'Secret', metadata: clients, data })
  const rule = (resource: string, verb: string, names: object = {}) => ({
    apiGroups: [argo],
    resources: [resource],
    verbs: [verb],
    ...names,
  })
  const rules = [rule('workfloweventbindings', 'list'), rule('workflows', 'create'), rule('workflowtemplates', 'get')]
  const subjects = [{ kind: 'ServiceAccount', namespace, name: sender }]
  const apiVersion = `${rbac}/v1`
  const granted = [
    { kind: 'Role', metadata, rules },
    { kind: 'RoleBinding', metadata, roleRef: { apiGroup: rbac, kind: 'Role', name: sender }, subjects },
    {
      kind: 'ClusterRole',
      metadata: { name: shared },
      rules: [rule('clusterworkflowtemplates', 'get', { resourceNames: [shared] })],
    },
    {
      kind: 'ClusterRoleBinding',
      metadata: { name: shared },
      roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: shared },
      subjects,
    },
  ]
  for (const object of granted) {
    await admin.create(await admin.resourceOf(apiVersion, object.kind), { apiVersion, ...object })
  }
}
