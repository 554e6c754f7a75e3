import { boolean, may, need, object, oneOf } from '../../schema/build.ts'
import type { Infer } from '../../schema/schema.ts'
import type { Check } from '../../validate/check.ts'
import { artifactLocation, checkArtifact } from '../artifact.ts'
import { triggerParameters } from '../parameter.ts'

const patchStrategies = [
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/json-patch+json',
  'application/apply-patch+yaml',
] as const

/** Creates, updates, patches or deletes a Kubernetes object. */
export const k8sTrigger = object('StandardK8STrigger', {
  source: need(artifactLocation, 'The object.', 'source is required'),
  operation: may(oneOf(['create', 'update', 'patch', 'delete']), 'Default create.'),
  parameters: may(triggerParameters, 'Written into the object.'),
  patchStrategy: may(oneOf(patchStrategies), 'Default application/merge-patch+json.'),
  liveObject: may(boolean(), 'With update: take the object from the cluster instead of the source.'),
})

export type K8sTrigger = Infer<typeof k8sTrigger>

export function checkK8s(trigger: K8sTrigger, check: Check): void {
  checkArtifact(trigger.source, check)
  if (trigger.liveObject === true && trigger.operation !== 'update') {
    check.warning('suspect', trigger, ['liveObject'], 'has an effect with operation: update only')
  }
}
