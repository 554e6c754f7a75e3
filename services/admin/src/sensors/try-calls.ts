import type { ServiceImpl } from '@connectrpc/connect'
import { defaultBusName, type Sensor } from '@millrace/manifests'
import { DifferenceKind, type SensorService } from '@millrace/protocol/admin'
import { readEvent } from '@millrace/protocol/wire'
import { sensorEvent, type SensorEvent } from '@millrace/sensor'
import type { DryRun, Preview } from '@millrace/sensor/dry-run'
import { atMost } from '../at-most.ts'
import { listEvents } from '../events/list-events.ts'
import type { PlacedDelivery } from '../events/recorded-event.ts'
import type { AdminSubject } from '../subject.ts'
import { tryInThread } from '../try/in-thread.ts'
import { readEvents } from '../try/read-event.ts'
import { readSensor } from '../try/read-sensor.ts'
import { findSensor, needSensor } from './find-sensor.ts'

const eventsDefault = 1_000
/** Differences of a preview that are told. */
const firingsMax = 200
/** Each tries in a thread of its own. */
const triesMax = 2
/** Messages of a record that are looked through for the events of a preview. */
const searchedMax = 50_000

/** The calls that say what a Sensor would do. */
export function tryCalls(subject: AdminSubject): Pick<ServiceImpl<typeof SensorService>, 'dryRun' | 'preview'> {
  const tryOut = atMost(triesMax, tryInThread)
  return {
    async dryRun({ namespace, name, manifest, events }, { signal }) {
      const { sensor, warnings } =
        manifest === ''
          ? { sensor: needSensor(namespace, name, subject.registry()), warnings: [] }
          : readSensor(manifest, namespace)
      const given = readEvents(sensor, events, subject.nowUs() / 1_000)
      const result = await tryOut({ kind: 'dry-run', sensor, events: given }, signal)
      const problems = [...warnings, ...result.problems]
      return result.kind === 'dry-run' ? { ...reportsOf(result.run), problems } : { problems }
    },
    async preview({ namespace, manifest, events: count }, { signal }) {
      const { sensor: after, warnings } = readSensor(manifest, namespace)
      const before = findSensor(namespace, after.metadata.name, subject.registry())
      const placed = await lastEvents([before, after], count === 0 ? eventsDefault : count, subject)
      const small = placed.filter(({ head }) => head.dataRef === undefined)
      const events = small.map(({ head }): SensorEvent => sensorEvent(readEvent(head.eventBytes), head.dataIsJson))
      const result = await tryOut({ kind: 'preview', before, after, events, firingsMax }, signal)
      const problems = [...warnings, ...result.problems, ...leftOut(placed.length - small.length)]
      const told = { problems, events: BigInt(events.length), fromUs: BigInt(placed[0]?.acceptedAtUs ?? 0) }
      return result.kind === 'preview' ? { ...told, ...differencesOf(result.preview) } : told
    },
  }
}

/** Judged without their data they would tell differences that are none. */
function leftOut(count: number): string[] {
  const why = 'their data is in the object store, which a preview does not read'
  return count === 0 ? [] : [`${count} of the events were left out: ${why}`]
}

/** The last recorded events that one of the Sensors listens to, in the order they came. */
async function lastEvents(
  sensors: readonly (Sensor | undefined)[],
  count: number,
  { bus }: AdminSubject,
): Promise<PlacedDelivery[]> {
  const heard = new Set<string>()
  const buses = new Set<string>()
  let namespace = ''
  for (const sensor of sensors) {
    if (sensor === undefined) continue
    namespace = sensor.metadata.namespace
    buses.add(sensor.spec.eventBusName ?? defaultBusName)
    for (const { eventSourceName, eventName } of sensor.spec.dependencies) heard.add(`${eventSourceName}/${eventName}`)
  }
  const found: PlacedDelivery[] = []
  for (const name of buses) {
    const wanted = { namespace, bus: name, eventSource: '', eventName: '', fromUs: 0, untilUs: Infinity }
    let after: Awaited<ReturnType<typeof listEvents>>['next']
    const here: PlacedDelivery[] = []
    do {
      const page = await listEvents(bus, wanted, { size: count, after, searchMax: searchedMax })
      here.push(...page.events.filter(({ head }) => heard.has(`${head.eventSource}/${head.eventName}`)))
      after = page.events.length === 0 ? undefined : page.next
    } while (here.length < count && after !== undefined)
    found.push(...here.slice(0, count))
  }
  return found.sort((a, b) => a.acceptedAtUs - b.acceptedAtUs).slice(-count)
}

function reportsOf({ events, triggers }: DryRun) {
  return {
    events: events.map(({ id, source, subject, dependencies }) => ({
      eventId: id,
      eventSource: source,
      eventName: subject,
      dependencies: dependencies.map(({ dependency, accepted, reason, transform, filters }) => ({
        dependency,
        accepted,
        reason,
        transformed: transform.kind === 'changed' ? transform.data : '',
        filters: filters.map(({ field, verdict, found, expected, message }) => ({
          field,
          verdict,
          found,
          expected,
          message,
        })),
      })),
    })),
    triggers: triggers.map(({ trigger, type, conditions, kept, missing, firings }) => ({
      trigger,
      type,
      conditions,
      kept: [...kept],
      missing: [...missing],
      firings: firings.map(({ events: of, request }) => ({ events: { ...of }, request: JSON.stringify(request) })),
    })),
  }
}

const kinds = {
  added: DifferenceKind.ADDED,
  removed: DifferenceKind.REMOVED,
  changed: DifferenceKind.CHANGED,
} as const

function differencesOf({ triggers, firings, more }: Preview) {
  return {
    triggers: triggers.map(({ trigger, firedBefore, firedAfter }) => ({
      trigger,
      firedBefore: BigInt(firedBefore),
      firedAfter: BigInt(firedAfter),
    })),
    firings: firings.map(({ kind, events, ...told }) => ({ ...told, kind: kinds[kind], events: { ...events } })),
    more,
  }
}
