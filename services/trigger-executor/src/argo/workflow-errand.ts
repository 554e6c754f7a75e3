import { resources, type Resource } from '@millrace/kube'
import { Errand, ErrandError } from '../kube/errand.ts'
import type { KubeAttempt } from '../kube/kube-act.ts'
import { workflowsVersion } from './workflow-of.ts'

type Acting = Pick<KubeAttempt, 'client' | 'user'>

/** What is done to one Workflow; undefined where it has no name. */
export async function workflowErrand(acting: Acting, name: string, namespace: string): Promise<Errand | undefined> {
  return name === '' ? undefined : argoErrand(acting, 'Workflow', { name, namespace })
}

/** What is done to an object of one of Argo Workflows' kinds; their resources are asked for as any other. */
export async function argoErrand(
  { client, user }: Acting,
  kind: string,
  ref: { readonly name: string; readonly namespace: string },
): Promise<Errand> {
  const resource: Resource = await client.resourceOf(workflowsVersion, kind)
  return new Errand(client, user.name, resource, resource.isNamespaced ? ref : { name: ref.name })
}

/** Deletes pods of a namespace; one that is gone is fine. */
export function podRemover({ client, user }: Acting, namespace: string): (name: string) => Promise<void> {
  return async (name) => {
    try {
      await new Errand(client, user.name, resources.pods, { name, namespace }).remove({})
    } catch (error) {
      if (!(error instanceof ErrandError) || error.fault.code !== 'not-found') throw error
    }
  }
}
