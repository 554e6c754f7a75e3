import { defaultBusName } from '../event-bus/event-bus.ts'
import type { EventSource } from '../event-source/event-source.ts'
import { eventsOf, webhooksOf } from '../event-source/events-of.ts'
import { compareProblems, type Problem, type ProblemCode, type Severity } from '../problem.ts'
import type { ReadObject } from '../read/read-object.ts'
import { nearestName } from '../schema/nearest-name.ts'
import type { Path } from '../schema/path.ts'
import type { Sensor } from '../sensor/sensor.ts'

/**
 * Checks objects that are to work together: equal names, sensors that wait for events nobody declares, buses nobody
 * declares, webhooks in each other's way. What one object alone shows was checked when it was read.
 */
export function validateSet(objects: readonly ReadObject[]): readonly Problem[] {
  const problems = [
    ...equalNames(objects),
    ...objects.flatMap((read) => (read.object?.kind === 'Sensor' ? missingEvents(read, read.object, objects) : [])),
    ...objects.flatMap((read) => missingBus(read, objects)),
    ...sharedEndpoints(objects),
  ]
  return problems.sort(compareProblems)
}

function equalNames(objects: readonly ReadObject[]): readonly Problem[] {
  const seen = new Map<string, ReadObject>()
  return objects.flatMap((read) => {
    if (read.name === '') return []
    const key = keyOf(read.kind, read.namespace, read.name)
    const first = seen.get(key)
    if (first === undefined) {
      seen.set(key, read)
      return []
    }
    const message = `${read.kind} ${read.namespace}/${read.name} is already defined at ${placeOf(first)}`
    return [problemAt(read, undefined, [], 'error', 'duplicate', message, 'remove one or rename it')]
  })
}

function missingEvents(read: ReadObject, sensor: Sensor, objects: readonly ReadObject[]): readonly Problem[] {
  return sensor.spec.dependencies.flatMap((dependency) => {
    const { eventSourceName, eventName } = dependency
    // A NATS Streaming bus matches these as patterns.
    if (/[*?[{]/.test(eventSourceName + eventName)) return []
    const sources = objects.filter(({ kind, namespace }) => kind === 'EventSource' && namespace === read.namespace)
    const source = sources.find(({ name }) => name === eventSourceName)
    if (source === undefined) {
      const message = `no EventSource ${read.namespace}/${eventSourceName} is among these objects`
      const near = nearestName(
        eventSourceName,
        sources.map(({ name }) => name),
      )
      return [problemAt(read, dependency, ['eventSourceName'], 'warning', 'reference', message, didYouMean(near))]
    }
    if (source.object?.kind !== 'EventSource') return []
    const bus = source.object.spec.eventBusName ?? defaultBusName
    if (bus !== (sensor.spec.eventBusName ?? defaultBusName)) {
      const message = `EventSource ${eventSourceName} sends to the EventBus ${bus}, where this Sensor does not listen`
      return [problemAt(read, dependency, ['eventSourceName'], 'warning', 'reference', message)]
    }
    const names = eventsOf(source.object).map(({ name }) => name)
    if (names.includes(eventName)) return []
    const message = `EventSource ${eventSourceName} declares no event ${eventName}`
    const remedy = didYouMean(nearestName(eventName, names)) ?? `it declares ${names.join(', ') || 'none'}`
    return [problemAt(read, dependency, ['eventName'], 'warning', 'reference', message, remedy)]
  })
}

function missingBus(read: ReadObject, objects: readonly ReadObject[]): readonly Problem[] {
  const { object } = read
  if (object?.kind !== 'Sensor' && object?.kind !== 'EventSource') return []
  const { eventBusName } = object.spec
  if (eventBusName === undefined || eventBusName === defaultBusName) return []
  const buses = objects.filter(({ kind, namespace }) => kind === 'EventBus' && namespace === read.namespace)
  if (buses.some(({ name }) => name === eventBusName)) return []
  const message = `no EventBus ${read.namespace}/${eventBusName} is among these objects`
  return [problemAt(read, object.spec, ['eventBusName'], 'warning', 'reference', message)]
}

/** On Kubernetes each EventSource has an address of its own; on one machine they share the ports. */
function sharedEndpoints(objects: readonly ReadObject[]): readonly Problem[] {
  const seen = new Map<string, ReadObject>()
  return objects.flatMap((read) => {
    if (read.object?.kind !== 'EventSource') return []
    const source: EventSource = read.object
    return webhooksOf(source).flatMap(({ context }) => {
      const key = `${String(Number(context.port))} ${context.endpoint}`
      const first = seen.get(key)
      if (first === undefined) seen.set(key, read)
      if (first === undefined || first === read) return []
      const message = `port ${context.port} and endpoint ${context.endpoint} are also those of EventSource ${first.namespace}/${first.name} (${placeOf(first)})`
      const remedy = 'where both run behind one address, only one of them can have it'
      return [problemAt(read, context, ['endpoint'], 'warning', 'conflict', message, remedy)]
    })
  })
}

function problemAt(
  read: ReadObject,
  node: object | undefined,
  fields: Path,
  severity: Severity,
  code: ProblemCode,
  message: string,
  remedy?: string,
): Problem {
  const at = node === undefined ? { line: read.line, column: read.column, path: '' } : read.locate(node, ...fields)
  return { severity, code, file: read.file, ...at, message, ...(remedy === undefined ? {} : { remedy }) }
}

function didYouMean(name: string | undefined): string | undefined {
  return name === undefined ? undefined : `did you mean ${name}?`
}

function keyOf(...parts: readonly string[]): string {
  return parts.join('\n')
}

function placeOf(read: ReadObject): string {
  return read.line > 0 ? `${read.file}:${String(read.line)}` : read.file
}
