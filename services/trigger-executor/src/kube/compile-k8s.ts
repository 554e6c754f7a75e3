import { parseExact } from '@millrace/kube'
import type { JsonObject, K8sTrigger, Sensor, Trigger as SensorTrigger, TriggerTemplate } from '@millrace/manifests'
import { compileResourceParameters, triggerLabels, type Events, type ResourceParameters } from '@millrace/sensor'
import type { Act } from '../act.ts'
import { compileArtifact } from '../artifact/compile-artifact.ts'
import { createObject } from './create-object.ts'
import { cannot, type Deed, type Intent } from './deed.ts'
import { deleteObject } from './delete-object.ts'
import { withFixedName } from './deterministic-name.ts'
import { Errand } from './errand.ts'
import { kubeAct, type KubeAttempt } from './kube-act.ts'
import type { KubeDeps } from './kube-deps.ts'
import { fieldManagerOf, patchObject } from './patch-object.ts'
import { placed } from './place.ts'
import { updateLiveObject, updateObject, type Reshaped } from './update-object.ts'

/**
 * Creates, updates, patches or deletes one object for each invocation, in the name of the sensor's ServiceAccount. What it
 * creates has a name made of the invocation id where the manifest leaves it open, and what it creates or changes carries
 * that id: an attempt that is repeated finds what an earlier one did.
 */
export function compileK8s(
  sensor: Sensor,
  { policy }: SensorTrigger,
  { name: trigger }: TriggerTemplate,
  k8s: K8sTrigger,
  deps: KubeDeps,
): Act {
  const { namespace, name } = sensor.metadata
  const artifact = compileArtifact(k8s.source, namespace, deps.artifacts)
  const parameters = compileResourceParameters(k8s.parameters ?? [], deps.languages)
  const settings: Settings = { sensor: name, trigger, namespace, k8s, parameters }
  const span = k8s.operation ?? 'create'
  return kubeAct({ type: 'k8s', sensor, policy: policy?.k8s, span }, deps, async (attempt) => {
    const source = await artifact.read()
    return k8s.liveObject === true && k8s.operation === 'update'
      ? updateLive(source, attempt, settings)
      : operate(source, attempt, settings, deps)
  })
}

interface Settings {
  readonly sensor: string
  readonly trigger: string
  readonly namespace: string
  readonly k8s: K8sTrigger
  readonly parameters: ResourceParameters
}

async function operate(source: JsonObject, attempt: KubeAttempt, settings: Settings, deps: KubeDeps): Promise<Deed> {
  const { sensor, trigger, k8s } = settings
  const applied = applyTo(source, settings, attempt.seen)
  if (applied.kind === 'failed') return applied
  const { operation = 'create', patchStrategy = 'application/merge-patch+json' } = k8s
  const named = operation === 'create' ? withFixedName(applied.object, attempt.mark.invocationId) : applied.object
  const intent = await intentFor(attempt, named, settings.namespace)
  if (operation === 'create') return createObject(intent, triggerLabels(sensor, trigger, String(deps.nowMs())))
  if (intent.errand.ref.name === '') return cannot(`the object has no metadata.name: ${operation} needs one`)
  switch (operation) {
    case 'update':
      return updateObject(intent)
    case 'patch':
      return patchObject(intent, patchStrategy, fieldManagerOf(sensor, trigger))
    case 'delete':
      return deleteObject(intent)
    default:
      return operation satisfies never
  }
}

/** The source only says which object is meant: the parameters are written into the one that is in the cluster. */
async function updateLive(source: JsonObject, attempt: KubeAttempt, settings: Settings): Promise<Deed> {
  const intent = await intentFor(attempt, source, settings.namespace)
  if (intent.errand.ref.name === '') return cannot('the source has no metadata.name: liveObject needs one')
  return updateLiveObject(intent, (live) => applyTo(live, settings, attempt.seen))
}

async function intentFor(
  { client, user, mark, begin }: KubeAttempt,
  object: JsonObject,
  namespace: string,
): Promise<Intent> {
  const { object: own, resource, ref } = await placed(client, object, namespace)
  return { errand: new Errand(client, user.name, resource, ref), object: own, mark, begin }
}

function applyTo(
  object: JsonObject,
  { parameters }: Settings,
  events: Events,
): Reshaped | Extract<Deed, { kind: 'failed' }> {
  const applied = parameters.apply(object, events)
  if (applied.kind === 'error') return cannot(`${applied.field}: ${applied.message}`)
  // Parameters change members of an object and leave an object.
  return { kind: 'object', object: parseExact(applied.json) as JsonObject }
}
