import { artifactPlace, parseYamlValue, readArgoArgs } from '@millrace/manifests'
import type {
  ArgoWorkflowTrigger,
  ArtifactLocation,
  JsonObject,
  JsonValue,
  K8sTrigger,
  Sensor,
  TriggerTemplate,
} from '@millrace/manifests'
import type { Languages } from '../languages.ts'
import type { Events } from '../parameters/source.ts'
import { compileResourceParameters } from '../parameters/typed.ts'
import { markAnnotations, marked, triggerLabels, withName } from '../request/object-mark.ts'
import type { RequestReport } from './report.ts'

/** Stands for the ten letters that are made of the invocation id. */
const suffixShown = 'xxxxxxxxxx'

/** A trigger that handles an object of a cluster, fired. */
export interface FiredResource {
  readonly sensor: Sensor
  readonly template: TriggerTemplate
  readonly events: Events
}

type ResourceTrigger = K8sTrigger | ArgoWorkflowTrigger

/** What a k8s or argoWorkflow trigger would do with which object. */
export function resourceReport(
  type: 'k8s' | 'argoWorkflow',
  { sensor, template, events }: FiredResource,
  languages: Languages,
): RequestReport {
  const trigger: ResourceTrigger | undefined = template[type]
  const { source, parameters = [] } = trigger ?? {}
  const operation = trigger?.operation ?? (type === 'k8s' ? 'create' : 'submit')
  const how = howOf(type, template)
  if (typeof how === 'string') return { kind: 'error', field: `${type}.args`, message: how }
  const report = { kind: 'resource', operation, ...how } as const
  const given = source === undefined ? '' : objectIn(source)
  if (typeof given === 'string') return { ...report, resource: undefined, source: given }
  if ('fault' in given) return { kind: 'error', field: `${type}.source`, message: given.fault }
  const applied = compileResourceParameters(parameters, languages).apply(given.value, events)
  if (applied.kind === 'error') return { kind: 'error', field: `${type}.${applied.field}`, message: applied.message }
  // Parameters change members of an object and leave an object.
  const object = JSON.parse(applied.json) as JsonObject
  const isCreated = operation === 'create' || operation === 'submit'
  const resource = isCreated ? asCreated(object, { sensor, template, events }) : object
  return { ...report, resource, source: '' }
}

/** What else the trigger says about how it is done; a text says what is wrong with it. */
function howOf(
  type: 'k8s' | 'argoWorkflow',
  { k8s, argoWorkflow }: TriggerTemplate,
): { readonly patchStrategy?: string; readonly args?: readonly string[] } | string {
  if (type === 'k8s') {
    if (k8s?.operation !== 'patch') return {}
    return { patchStrategy: k8s.patchStrategy ?? 'application/merge-patch+json' }
  }
  const { args = [], operation = 'submit' } = argoWorkflow ?? {}
  const read = readArgoArgs(args, operation)
  if (read.kind === 'fault') return read.message
  return args.length === 0 ? {} : { args }
}

/** The object with all that creating it adds. */
function asCreated(object: JsonObject, { sensor, template, events }: FiredResource): JsonObject {
  const ids = Array.from(events, ([dependency, { context }]) => [dependency, context.id] as const)
  const annotations = markAnnotations('<invocation id>', ids, '<trace of the attempt>')
  const labels = triggerLabels(sensor.metadata.name, template.name, '<milliseconds since the epoch>')
  return marked(withName(object, suffixShown), annotations, labels)
}

/** The object where the manifest holds it, else the name of its place. */
function objectIn(source: ArtifactLocation): { readonly value: JsonValue } | { readonly fault: string } | string {
  const place = artifactPlace(source)
  if (place === 'resource' && source.resource !== undefined) return { value: source.resource }
  if (place !== 'inline') return place ?? ''
  const read = parseYamlValue(source.inline ?? '')
  return read.kind === 'value' ? { value: read.value } : { fault: `inline: ${read.message}` }
}
