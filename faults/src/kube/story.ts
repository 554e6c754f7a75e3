import { at, listAt, type Resource } from '@millrace/kube'
import type { ClusterScene } from './cluster-scene.ts'

/** What stories are told with. */
export interface StoryParts {
  readonly scene: ClusterScene
  readonly say: (line: string) => void
}

export const namespace = 'argo-events'

export const workflows: Resource = {
  group: 'argoproj.io',
  version: 'v1alpha1',
  plural: 'workflows',
  kind: 'Workflow',
  isNamespaced: true,
}

export const within = { withinMs: 90_000, everyMs: 200 }
/** After the last effect nothing more may come within this. */
export const quietMs = 3_000

/** The types of an object's conditions, all of which must be True. Rejects where one is not, or where there is none. */
export async function allTrue({ admin }: ClusterScene, resource: Resource, name: string): Promise<readonly string[]> {
  const object = await admin.get(resource, { namespace, name })
  const seen = at(object, 'status', 'observedGeneration')
  if (seen !== object.metadata['generation'])
    throw new Error(`${resource.kind} ${name}: generation ${JSON.stringify(seen)} is judged`)
  const conditions = listAt(object, 'status', 'conditions')
  const faults = conditions.filter((one) => Reflect.get(Object(one), 'status') !== 'True')
  if (conditions.length === 0 || faults.length > 0) {
    throw new Error(`${resource.kind} ${name}: ${conditions.length === 0 ? 'no conditions' : JSON.stringify(faults)}`)
  }
  return conditions.map((one) => String(Reflect.get(Object(one), 'type')))
}
