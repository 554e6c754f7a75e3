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
  const sources = byNamespace(objects, 'EventSource')
  const buses = byNamespace(objects, 'EventBus')
  const problems = [
    ...equalNames(objects),
    ...objects.flatMap((read) => (read.object?.kind === 'Sensor' ? missingEvents(read, read.object, sources) : [])),
    ...objects.flatMap((read) => missingBus(read, buses)),
    ...sharedEndpoints(objects),
  ]
  return problems.sort(compareProblems)
}

/** A name that is missing is compared with so many others at most, for the hint which one may be meant. */
const namesComparedMax = 500

/** The first object of each name, by namespace: thousands of objects are looked up by thousands of others. */
type Named = ReadonlyMap<string, ReadonlyMap<string, ReadObject>>

function byNamespace(objects: readonly ReadObject[], kind: string): Named {
  const all = new Map<string, Map<string, ReadObject>>()
  for (const read of objects) {
    if (read.kind !== kind) continue
    const named = all.get(read.namespace) ?? new Map<string, ReadObject>()
    if (!named.has(read.name)) named.set(read.name, read)
    all.set(read.namespace, named)
  }
  return all
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

function missingEvents(read: ReadObject, sensor: Sensor, all: Named): readonly Problem[] {
  const sources = all.get(read.namespace) ?? new Map<string, ReadObject>()
  return sensor.spec.dependencies.flatMap((dependency) => {
    const { eventSourceName, eventName } = dependency
    // A NATS Streaming bus matches these as patterns.
    if (/[*?[{]/.test(eventSourceName + eventName)) return []
    const source = sources.get(eventSourceName)
    if (source === undefined) {
      const message = `no EventSource ${read.namespace}/${eventSourceName} is among these objects`
      const near = sources.size > namesComparedMax ? undefined : nearestName(eventSourceName, [...sources.keys()])
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

function missingBus(read: ReadObject, buses: Named): readonly Problem[] {
  const { object } = read
  if (object?.kind !== 'Sensor' && object?.kind !== 'EventSource') return []
  const { eventBusName } = object.spec
  if (eventBusName === undefined || eventBusName === defaultBusName) return []
  if (buses.get(read.namespace)?.has(eventBusName) === true) return []
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
