import type { CasBucket } from '@millrace/bus'
import { halfJoinOf, joinRulesOf, listJoins, type HalfJoin, type JoinName, type JoinRules } from '@millrace/joins'
import { readDeliveryHead, readEvent } from '@millrace/protocol/wire'
import type { RegistrySnapshot } from '@millrace/registry'
import { compileSensor, type Languages } from '@millrace/sensor'

/** Which joins are asked for; an empty name means all. */
export interface JoinsWanted {
  readonly namespace: string
  readonly sensor: string
}

/** What the list is made from. */
export interface JoinListDeps {
  readonly bucket: CasBucket
  readonly registry: () => RegistrySnapshot
  /** Cron is what is needed: resets that have passed count. */
  readonly languages: Languages
  /** Milliseconds since the Unix epoch. */
  readonly nowMs: () => number
}

/** The joins that wait, the oldest first, in the form of the admin API. Rejects with BusFault. */
export async function joinsWaiting({ namespace, sensor }: JoinsWanted, deps: JoinListDeps) {
  const rulesOf = rulesIn(deps.registry(), deps.languages)
  const nowMs = deps.nowMs()
  return (await listJoins(deps.bucket))
    .filter((join) => (namespace === '' || join.namespace === namespace) && (sensor === '' || join.sensor === sensor))
    .flatMap((join) => halfJoinOf(join, rulesOf(join), nowMs) ?? [])
    .sort((a, b) => sinceMs(a) - sinceMs(b))
    .map(messageOf)
}

const sinceMs = ({ waiting }: HalfJoin): number => waiting[0]?.atMs ?? 0

/** Compiles each sensor that is asked for once. */
function rulesIn({ objects }: RegistrySnapshot, languages: Languages): (name: JoinName) => JoinRules | undefined {
  const compiled = new Map<string, ReadonlyMap<string, JoinRules>>()
  const sensors = new Map(
    [...objects.values()].flatMap((object) =>
      object.kind === 'Sensor' ? [[`${object.metadata.namespace}/${object.metadata.name}`, object]] : [],
    ),
  )
  return ({ namespace, sensor, trigger }) => {
    const key = `${namespace}/${sensor}`
    const object = sensors.get(key)
    if (object === undefined) return undefined
    const known = compiled.get(key) ?? joinRulesOf(object, compileSensor(object, languages))
    compiled.set(key, known)
    return known.get(trigger)
  }
}

function messageOf({ namespace, sensor, trigger, conditions, waiting, missing, ...times }: HalfJoin) {
  return {
    namespace,
    sensor,
    trigger,
    conditions,
    missing: [...missing],
    waiting: waiting.map(({ dependency, delivery, atMs }) => {
      const { eventSource, eventName, deliveryId, eventBytes } = readDeliveryHead(delivery)
      const eventId = readEvent(eventBytes).id
      return { dependency, eventSource, eventName, eventId, deliveryId, sinceUs: us(atMs) }
    }),
    deadlineAtUs: us(times.deadlineAtMs ?? 0),
    resetAtUs: us(times.resetAtMs ?? 0),
    abandoned: times.isAbandoned,
  }
}

const us = (ms: number): bigint => BigInt(Math.floor(ms)) * 1_000n
