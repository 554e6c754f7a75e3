import { openKube, resources, type KubeObject, type KubeTarget, type Resource } from '@millrace/kube'
import { isKubeError } from '@millrace/kube'
import { CliError } from '../cli-error.ts'

/** Objects of a kind at most. */
const objectsMax = 100_000
const pageMax = 500
const looked = [resources.eventBuses, resources.eventSources, resources.sensors] as const

/** Every object of Argo Events in a cluster, or in one namespace of it. A CliError says why it cannot be read. */
export async function readCluster(target: KubeTarget, namespace: string | undefined): Promise<readonly KubeObject[]> {
  try {
    using client = await openKube(target)
    const found: KubeObject[] = []
    for (const resource of looked) {
      let next: string | undefined
      do {
        const page = await client.list(resource, { namespace, limit: pageMax, continue: next })
        found.push(...page.items)
        next = page.continue
      } while (next !== undefined && found.length < objectsMax)
    }
    return found
  } catch (error) {
    throw new CliError(reasonOf(error), { cause: error })
  }
}

function reasonOf(error: unknown): string {
  if (isKubeError(error, 'not-found')) return `the cluster has no ${names}: nothing of Argo Events is installed there`
  return `the cluster cannot be read: ${error instanceof Error ? error.message : String(error)}`
}

const names = looked.map(({ plural }: Resource) => plural).join(', ')
