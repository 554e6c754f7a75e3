import type { Caller } from '@millrace/event-binding'
import { at, resources } from '@millrace/kube'
import { describeOnKube, installArgoCrds } from '@millrace/kube/scene'
import { eventually } from '@millrace/testkit'
import { beforeAll, expect, test } from 'vitest'
import { bind, grant, reviewed } from '../kube/kube-rights.fixture.ts'
import { executorPermissions } from '../permissions.ts'
import { openSubmissions } from './open-submissions.ts'
import { serverModePermissions } from './permissions.ts'
import { submitWorkflow } from './submission.ts'

const argo = 'argoproj.io'
const creator = 'workflows.argoproj.io/creator'

describeOnKube('submissions with the rights of one namespace alone', (scene) => {
  beforeAll(async () => {
    if (scene() === undefined) return
    const { admin } = scene()
    await installArgoCrds(admin)
    await admin.create(resources.clusterWorkflowTemplates, template('ClusterWorkflowTemplate', { name: 'shared' }))
  })

  /** A namespace with a template and a sender, in which the executor has the rights of its Role and the further ones named. */
  async function site(setup: AsyncDisposableStack, more: typeof executorPermissions = []) {
    const { admin, client, namespace: newNamespace, server } = scene()
    const namespace = await newNamespace()
    await admin.create(resources.workflowTemplates, template('WorkflowTemplate', { name: 'hello', namespace }))
    const rules = [...executorPermissions, ...more].flatMap(({ scope, group, resource, verbs, names }) =>
      scope === 'cluster'
        ? []
        : [
            {
              apiGroups: [group],
              resources: [resource],
              verbs,
              ...(names === undefined ? {} : { resourceNames: names }),
            },
          ],
    )
    const metadata = { namespace, name: 'executor' }
    const subjects = [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'executor' }]
    await bind(admin, { kind: 'Role', metadata, rules }, 'RoleBinding', subjects)
    await grant(
      admin,
      namespace,
      'sender',
      { resource: `workflows.${argo}`, verbs: ['create'] },
      { resource: `workflowtemplates.${argo}`, verbs: ['get'] },
    )
    const executor = await client('executor')
    const faults: unknown[] = []
    const onFault = (error: unknown): void => void faults.push(error)
    const kube = { own: () => Promise.resolve(executor), as: () => Promise.reject(new Error()), [Symbol.dispose]() {} }
    const stop = AbortSignal.any([])
    const shared = openSubmissions({ kube, rightsFreshMs: 0, onFault, stop }, setup)
    const account = `system:serviceaccount:${namespace}:sender`
    const submit = (caller: Caller, { suffix, isShared = false }: { suffix: string; isShared?: boolean }) =>
      submitWorkflow(
        {
          namespace,
          binding: 'b',
          template: { namespace, name: isShared ? 'shared' : 'hello', clusterScope: isShared },
          parts: { labels: {}, annotations: {}, parameters: [] },
          caller,
          instanceId: '',
          suffix,
        },
        { mark: { invocationId: suffix, annotations: {} }, begin: () => true },
        { ...shared, client: executor },
      )
    return { admin, executor, server, namespace, account, faults, shared, submit }
  }

  test('a service account submits a template of its namespace, which is watched', async () => {
    await using setup = new AsyncDisposableStack()
    const { account, namespace, shared, submit, faults } = await site(setup)
    const deed = await submit({ by: 'token', user: account, groups: [] }, { suffix: 'aaaaa' })
    expect(deed).toMatchObject({
      kind: 'done',
      object: { metadata: { name: 'hello-aaaaa', labels: { of: 'template' } } },
    })
    await eventually(() =>
      expect(shared.templates.get({ namespace, name: 'hello', clusterScope: false })).toBeDefined(),
    )
    expect(faults).toEqual([])
  })

  test('a template of the cluster takes the sender’s right to read it, and none of the executor’s', async () => {
    await using setup = new AsyncDisposableStack()
    const { admin, account, namespace, submit, faults } = await site(setup)
    const sender: Caller = { by: 'token', user: account, groups: [] }
    expect(await submit(sender, { suffix: 'bbbbb', isShared: true })).toMatchObject({
      kind: 'failed',
      reason: `failed to get workflow template: ${account} may not get clusterworkflowtemplates.${argo} "shared": grant the verb by a Role`,
    })
    const rules = [{ apiGroups: [argo], resources: ['clusterworkflowtemplates'], verbs: ['get'] }]
    const subjects = [{ kind: 'ServiceAccount', namespace, name: 'sender' }]
    await bind(admin, { kind: 'ClusterRole', metadata: { name: namespace }, rules }, 'ClusterRoleBinding', subjects)
    await reviewed(admin, account, { verb: 'get', group: argo, resource: 'clusterworkflowtemplates' })
    for (const suffix of ['ccccc', 'ddddd']) {
      const deed = await submit(sender, { suffix, isShared: true })
      expect(deed).toMatchObject({ kind: 'done', object: { metadata: { labels: { of: 'template' } } } })
    }
    // It is not tried to watch what may not be watched.
    expect(faults).toEqual([])
  })

  test.each([
    ['a person', 'viewer'],
    ['an account of another namespace', 'system:serviceaccount:elsewhere:sender'],
  ])('%s is nobody that may be acted for: that is said, and stays so', async (_, user) => {
    await using setup = new AsyncDisposableStack()
    const { submit } = await site(setup)
    expect(await submit({ by: 'token', user, groups: [] }, { suffix: 'eeeee' })).toMatchObject({
      kind: 'failed',
      reason: expect.stringMatching(
        `what ${user} may do cannot be asked, as the executor may not act in that name: .*impersonate`,
      ),
    })
  })

  test('a template that another installation of Argo Workflows runs is not submitted', async () => {
    await using setup = new AsyncDisposableStack()
    const { admin, account, namespace, submit } = await site(setup)
    const body = { metadata: { labels: { 'workflows.argoproj.io/controller-instanceid': 'theirs' } } }
    await admin.patch(resources.workflowTemplates, { namespace, name: 'hello' }, { strategy: 'merge', body })
    expect(await submit({ by: 'token', user: account, groups: [] }, { suffix: 'hhhhh' })).toMatchObject({
      kind: 'failed',
      reason: "failed to validate workflow template instanceid: 'hello' is not managed by the current Argo Server",
    })
  })

  test('what the server sends for itself says who that is, and nobody else does', async () => {
    await using setup = new AsyncDisposableStack()
    const { submit, account } = await site(setup, serverModePermissions)
    const labelOf = async (caller: Caller, suffix: string): Promise<unknown> => {
      const deed = await submit(caller, { suffix })
      if (deed.kind !== 'done') throw new TypeError(JSON.stringify(deed))
      return at(deed.object, 'metadata', 'labels', creator)
    }
    expect(await labelOf({ by: 'server', user: '', groups: [] }, 'fffff')).toBe('executor')
    expect(await labelOf({ by: 'token', user: account, groups: [] }, 'ggggg')).toBeUndefined()
  })
})

const template = (kind: string, metadata: { readonly name: string; readonly namespace?: string }) => ({
  apiVersion: `${argo}/v1alpha1`,
  kind,
  metadata,
  spec: { workflowMetadata: { labels: { of: 'template' } } },
})
