import type { KubeObject } from '@millrace/kube'
import { cannot, missing, type Deed } from '../kube/deed.ts'
import type { Errand } from '../kube/errand.ts'
import type { Mark } from '../kube/mark.ts'
import { replaceLive } from '../kube/update-object.ts'
import type { WorkflowFault } from './node-status.ts'
import type { Reshaped } from './suspended-nodes.ts'

/** How a Workflow is changed. */
export interface WorkflowChange {
  /** What is done, for messages: `resume`. */
  readonly verb: string
  /** The Workflow as it is to be, from the one that is there, and the pods that must go first. */
  readonly reshape: (workflow: KubeObject) => (Reshaped & { readonly pods?: readonly string[] }) | WorkflowFault
  /** Deletes a pod of the Workflow; one that is gone is fine. */
  readonly removePod?: (name: string) => Promise<void>
}

/** HTTP's word for a Workflow that is in no state for this. */
const conflicting = 409

/** Changes one Workflow, once for an invocation. */
export function changeWorkflow(
  errand: Errand,
  { mark, begin }: { readonly mark: Mark; readonly begin: () => boolean },
  { verb, reshape, removePod }: WorkflowChange,
): Promise<Deed> {
  const what = `Workflow ${errand.ref.namespace ?? ''}/${errand.ref.name}`
  const none = cannot(`there is no ${what} to ${verb}`, missing)
  return replaceLive(
    { errand, mark, begin },
    (live) => {
      const reshaped = reshape(live)
      if (reshaped.kind === 'fault') return cannot(`${what} cannot ${verb}: ${reshaped.message}`, conflicting)
      const { object, pods = [] } = reshaped
      const first = async (): Promise<void> => {
        for (const pod of pods) await removePod?.(pod)
      }
      return { kind: 'object', object, first }
    },
    () => Promise.resolve(none),
  )
}
