import { isJsonObject, type JsonObject } from '@millrace/manifests'

/** Annotation with the id of the invocation that made an object, or changed it last. */
export const invocationAnnotation = 'millrace.io/invocation-id'
/** Annotation with the events behind it: JSON, dependency → event id. */
export const eventsAnnotation = 'millrace.io/event-ids'
/** Annotation with the trace that goes on in whoever works on the object. */
export const traceAnnotation = 'millrace.io/traceparent'

/** Event ids are cut to this length. */
const eventIdLengthMax = 256
const eventsMax = 64
const labelLengthMax = 63

/** The annotations of what an invocation makes or changes. `events`: dependency → event id. */
export function markAnnotations(
  invocationId: string,
  events: Iterable<readonly [dependency: string, eventId: string]>,
  traceparent: string,
): Readonly<Record<string, string>> {
  const ids = Array.from(events, ([dependency, id]) => [dependency, id.slice(0, eventIdLengthMax)])
  return {
    [invocationAnnotation]: invocationId,
    [eventsAnnotation]: JSON.stringify(Object.fromEntries(ids.slice(0, eventsMax))),
    [traceAnnotation]: traceparent,
  }
}

/** The labels that Argo Events gives what a trigger creates. `timestamp`: milliseconds since the Unix epoch. */
export function triggerLabels(sensor: string, trigger: string, timestamp: string): Readonly<Record<string, string>> {
  return {
    'events.argoproj.io/sensor': labelValue(sensor),
    'events.argoproj.io/trigger': labelValue(trigger),
    'events.argoproj.io/action-timestamp': timestamp,
  }
}

/** A text as the value of a label may be: 63 letters, digits, `-`, `_` and `.` that begin and end with one of the former. */
export function labelValue(text: string): string {
  return text
    .replaceAll(/[^-_.a-zA-Z0-9]/gu, '-')
    .slice(0, labelLengthMax)
    .replaceAll(/^[^a-zA-Z0-9]+|[^a-zA-Z0-9]+$/gu, '')
}

/** The object with more annotations and labels; those given win. */
export function marked(
  object: JsonObject,
  annotations: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>> = {},
): JsonObject {
  const metadata = objectIn(object, 'metadata')
  const more: Record<string, JsonObject> = { annotations: { ...objectIn(metadata, 'annotations'), ...annotations } }
  if (Object.keys(labels).length > 0) more['labels'] = { ...objectIn(metadata, 'labels'), ...labels }
  return { ...object, metadata: { ...metadata, ...more } }
}

/** What Kubernetes lets a generated name have. */
const nameLengthMax = 63

/**
 * The object with the name that it will have: `suffix` behind its `generateName`, where Kubernetes puts a random one. A
 * name that is given stays; an object with neither stays without, and the server says so.
 */
export function withName(object: JsonObject, suffix: string): JsonObject {
  const { generateName, ...rest } = objectIn(object, 'metadata')
  if (isText(rest['name']) || !isText(generateName)) return object
  const name = `${generateName.slice(0, nameLengthMax - suffix.length)}${suffix}`
  // `generateName` stays as a remark, as in what Kubernetes names itself.
  return { ...object, metadata: { ...rest, generateName, name } }
}

function objectIn(object: JsonObject, name: string): JsonObject {
  const found = Object.hasOwn(object, name) ? object[name] : undefined
  return isJsonObject(found) ? found : {}
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
