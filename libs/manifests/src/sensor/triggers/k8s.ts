import { boolean, may, need, object, oneOf } from '../../schema/build.ts'
import type { Infer } from '../../schema/schema.ts'
import type { Check } from '../../validate/check.ts'
import { member } from '../../schema/json.ts'
import { artifactLocation, checkArtifact } from '../artifact.ts'
import { triggerParameters } from '../parameter.ts'
import { checkNamed, sourceObject } from '../source-object.ts'

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

/** Member of the source that holds the operations of a JSON patch, beside the names of the object that is patched. */
export const patchMember = 'patch'

/** `isFinal`: no parameters of the trigger rewrite these settings. */
export function checkK8s(trigger: K8sTrigger, check: Check, isFinal: boolean): void {
  checkArtifact(trigger.source, check)
  if (isFinal) checkOperation(trigger, check)
  if (trigger.liveObject === true && trigger.operation !== 'update') {
    check.warning('suspect', trigger, ['liveObject'], 'has an effect with operation: update only')
  }
}

/** What the API server would refuse, or what would have no effect, each time that the trigger fires. */
function checkOperation(trigger: K8sTrigger, check: Check): void {
  const { operation = 'create', patchStrategy, source } = trigger
  if (operation === 'create') {
    const message = 'the object has neither metadata.name nor metadata.generateName: it cannot be created'
    checkNamed(trigger, ['name', 'generateName'], message, check)
  } else {
    checkNamed(trigger, ['name'], `the object has no metadata.name: ${operation} needs one`, check)
  }
  if (patchStrategy !== undefined && operation !== 'patch') {
    check.warning('suspect', trigger, ['patchStrategy'], 'has an effect with operation: patch only')
  }
  const object = sourceObject(source)
  if (operation !== 'patch' || patchStrategy !== 'application/json-patch+json' || object === undefined) return
  if (Array.isArray(member(object, patchMember))) return
  const message = `with application/json-patch+json the object needs ${patchMember}: a list of operations`
  check.warning(
    'suspect',
    trigger,
    ['patchStrategy'],
    message,
    `write ${patchMember}: [{ op: add, path: /a, value: 1 }]`,
  )
}
