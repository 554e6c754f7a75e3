import { isKubeError, Remembered, resources, type KubeClient, type KubeUserInfo } from '@millrace/kube'
import { workflowObject, type Caller, type WorkflowInput } from '@millrace/event-binding'
import { cannot, type Deed } from '../kube/deed.ts'
import { createObject } from '../kube/create-object.ts'
import { Errand, ErrandError } from '../kube/errand.ts'
import type { Mark } from '../kube/mark.ts'
import { creatorOf } from './creator.ts'
import { refusalOf } from './refusal-of.ts'
import { templateFacts, type TemplateFacts } from './template-facts.ts'
import { resourceOf, type TemplateRef, type Templates } from './templates.ts'

/** What submissions are made with. */
export interface SubmissionDeps {
  /** The server's own client. */
  readonly client: KubeClient
  readonly templates: Pick<Templates, 'get'>
  /** Why a caller may not read a template, as the API server said a while ago; undefined where one may. */
  readonly rights: Remembered<string | undefined>
  /** By what name the cluster knows the server. */
  readonly names: Remembered<string>
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
  const caller = await creatorOf(input.caller, deps.client, deps.names)
  const object = workflowObject({ ...input, caller, workflowMetadata: facts.workflowMetadata })
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

interface Acting {
  /** Undefined: the server itself. */
  readonly user: KubeUserInfo | undefined
  /** Acts for that user. */
  readonly client: KubeClient
}

/** What is known of the template; a text says why the caller cannot have it. */
async function factsOf(
  template: TemplateRef,
  { user, client }: Acting,
  { templates, rights }: SubmissionDeps,
): Promise<TemplateFacts | string> {
  const resource = resourceOf(template)
  const { namespace, name, clusterScope } = template
  const ref = clusterScope ? { name } : { namespace, name }
  const refusal = user === undefined ? undefined : await refusalOf({ user, client }, { resource, ref }, rights)
  if (refusal !== undefined) return `failed to get workflow template: ${refusal}`
  const known = templates.get(template)
  if (known !== undefined) return known
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
