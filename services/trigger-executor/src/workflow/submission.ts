import { isKubeError, Remembered, resources, reviewAccess, type KubeClient, type KubeUserInfo } from '@millrace/kube'
import { workflowObject, type Caller, type WorkflowInput } from '@millrace/event-binding'
import { cannot, type Deed } from '../kube/deed.ts'
import { createObject } from '../kube/create-object.ts'
import { Errand, ErrandError } from '../kube/errand.ts'
import type { Mark } from '../kube/mark.ts'
import { templateFacts, type TemplateFacts } from './template-facts.ts'
import { resourceOf, type TemplateRef, type Templates } from './templates.ts'

/** What submissions are made with. */
export interface SubmissionDeps {
  /** The server's own client. */
  readonly client: KubeClient
  readonly templates: Pick<Templates, 'get'>
  /** Who may read which template, as the API server said a while ago. */
  readonly rights: Remembered<boolean>
}

export type SubmissionInput = Omit<WorkflowInput, 'workflowMetadata' | 'template'> & { readonly template: TemplateRef }

/**
 * Creates the Workflow of a binding with the rights of the event's caller: the template must be one that the caller may
 * read, and the Workflow is created in the caller's name. Rejects with `ErrandError` and `KubeError`.
 */
export async function submitWorkflow(
  input: SubmissionInput,
  { mark, begin }: { readonly mark: Mark; readonly begin: () => boolean },
  deps: SubmissionDeps,
): Promise<Deed> {
  const user = userOf(input.caller)
  const client = user === undefined ? deps.client : deps.client.as(user)
  const { template, namespace, instanceId } = input
  const facts = await factsOf(template, { user, client }, deps)
  if (typeof facts === 'string') return cannot(facts)
  if (facts.instanceId !== instanceId) {
    const message = `'${template.name}' is not managed by the current Argo Server`
    return cannot(`failed to validate workflow template instanceid: ${message}`)
  }
  const object = workflowObject({ ...input, workflowMetadata: facts.workflowMetadata })
  // It was given its name just now.
  const { name } = object['metadata'] as { readonly name: string }
  const ref = { namespace, name }
  const errand = new Errand(client, user?.name ?? serverName, resources.workflows, ref)
  // Senders need the right to create workflows and no other: what is there already is looked at by us.
  return createObject(
    { errand, object, mark, begin },
    {},
    new Errand(deps.client, serverName, resources.workflows, ref),
  )
}

/** For messages. */
const serverName = 'the server itself'

/** In whose name it is done; undefined: the server's own. */
export function userOf({ by, user, groups }: Caller): KubeUserInfo | undefined {
  return by === 'server' ? undefined : { name: user, groups }
}

/** What is known of the template; a text says why the caller cannot have it. */
async function factsOf(
  template: TemplateRef,
  { user, client }: { readonly user: KubeUserInfo | undefined; readonly client: KubeClient },
  { client: own, templates, rights }: SubmissionDeps,
): Promise<TemplateFacts | string> {
  const known = templates.get(template)
  const resource = resourceOf(template)
  const { namespace, name, clusterScope } = template
  const ref = clusterScope ? { name } : { namespace, name }
  if (known !== undefined) {
    if (user === undefined) return known
    const question = { verb: 'get', group: resource.group, resource: resource.plural, ...ref }
    const key = JSON.stringify([user.name, user.groups, question])
    const groups = user.groups.length > 0 ? user.groups : accountGroups(user.name)
    const asked = { name: user.name, groups }
    const isAllowed = await rights.ask(key, async () => (await reviewAccess(own, asked, question)).isAllowed)
    if (isAllowed) return known
    return `failed to get workflow template: ${user.name} may not get ${resource.plural}.${resource.group} ${JSON.stringify(name)}: grant the verb by a Role`
  }
  try {
    return templateFacts(await new Errand(client, user?.name ?? serverName, resource, ref).get())
  } catch (error) {
    if (!(error instanceof ErrandError)) throw error
    if (isKubeError(error.fault, 'not-found'))
      return `failed to get workflow template: ${resource.plural}.${resource.group} ${JSON.stringify(name)} not found`
    if (error.isDenied) return `failed to get workflow template: ${error.message}`
    throw error
  }
}

/** `system:serviceaccount:<namespace>:<name>` is in these groups wherever it is asked about. */
function accountGroups(user: string): readonly string[] {
  const [, , namespace = ''] = user.split(':')
  return ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated']
}
