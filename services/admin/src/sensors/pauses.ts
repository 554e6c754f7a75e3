import type { ServiceImpl } from '@connectrpc/connect'
import { heldFilter, heldSubject, invocationsStream, type Bus } from '@millrace/bus'
import { settingsOf, type Sensor } from '@millrace/manifests'
import { ErrorReason, type SensorService } from '@millrace/protocol/admin'
import type { Paused, Pauses, RegistrySnapshot } from '@millrace/registry'
import { adminFault } from '../rpc/admin-fault.ts'
import { findSensor, needSensor } from './find-sensor.ts'

export interface PauseSubject {
  readonly bus: Bus
  readonly pauses: Pauses
  readonly registry: () => RegistrySnapshot
  readonly nowUs: () => number
}

type PauseCalls = Pick<ServiceImpl<typeof SensorService>, 'pause' | 'resume' | 'pauses'>

/** The calls about pauses. */
export function pauseCalls(subject: PauseSubject): PauseCalls {
  const { pauses, nowUs } = subject
  return {
    async pause(asked) {
      need(asked, subject.registry())
      const { namespace, sensor, trigger } = asked
      await pauses.put({ namespace, sensor, trigger, sinceUs: nowUs() })
      return {}
    },
    async resume({ namespace, sensor, trigger }) {
      const ended = await pauses.remove({ namespace, sensor, trigger })
      const inForce = findSensor(namespace, sensor, subject.registry())
      const annotated = inForce === undefined ? [] : annotatedTriggers(inForce)
      const wholeStays = trigger !== '' && (await pauses.list()).some((one) => isWhole(one, { namespace, sensor }))
      return { ended, stillPaused: wholeStays || annotated.some((name) => trigger === '' || name === trigger) }
    },
    async pauses({ namespace }) {
      const all = await listPaused(subject)
      return { paused: all.filter((one) => namespace === '' || one.namespace === namespace) }
    },
  }
}

interface Listed extends Paused {
  readonly heldMessages: bigint
  readonly by: string
  readonly sinceUs: bigint
}

/** What is paused, by whatever, and what is held though nothing pauses it any more. */
async function listPaused({ bus, pauses, registry }: PauseSubject): Promise<Listed[]> {
  const { state } = await bus.manager.streams.info(invocationsStream, { subjects_filter: heldFilter })
  const held = new Map(Object.entries(state.subjects ?? {}))
  const listed: Listed[] = []
  const ordered = await pauses.list()
  for (const { sinceUs, ...paused } of ordered) {
    listed.push({ ...paused, heldMessages: take(held, paused), by: 'command', sinceUs: BigInt(sinceUs) })
  }
  for (const object of registry().objects.values()) {
    if (object.kind !== 'Sensor') continue
    const { namespace, name: sensor } = object.metadata
    for (const trigger of annotatedTriggers(object)) {
      const paused = { namespace, sensor, trigger }
      listed.push({ ...paused, heldMessages: take(held, paused), by: 'annotation', sinceUs: 0n })
    }
    for (const { template } of object.spec.triggers) {
      const left = { namespace, sensor, trigger: template.name }
      const count = take(held, left)
      if (count > 0n) listed.push({ ...left, heldMessages: count, by: '', sinceUs: 0n })
    }
  }
  return listed
}

/** Takes the messages that are held for a pause out of the count, so that none is listed twice. */
function take(held: Map<string, number>, { namespace, sensor, trigger }: Paused): bigint {
  const exact = heldSubject(namespace, sensor, trigger === '' ? 'x' : trigger)
  const prefix = exact.slice(0, exact.lastIndexOf('.') + 1)
  let count = 0
  for (const [subject, messages] of held) {
    if (trigger === '' ? !subject.startsWith(prefix) : subject !== exact) continue
    held.delete(subject)
    count += messages
  }
  return BigInt(count)
}

const isWhole = (one: Paused, { namespace, sensor }: Omit<Paused, 'trigger'>): boolean =>
  one.trigger === '' && one.namespace === namespace && one.sensor === sensor

/** The triggers of a Sensor that its annotation pauses. */
export function annotatedTriggers(sensor: Sensor): string[] {
  const { paused } = settingsOf(sensor)
  const names = sensor.spec.triggers.map(({ template }) => template.name)
  return paused === undefined ? [] : names.filter((name) => paused === '*' || paused.includes(name))
}

function need({ namespace, sensor, trigger }: Paused, registry: RegistrySnapshot): void {
  const names = needSensor(namespace, sensor, registry).spec.triggers.map(({ template }) => template.name)
  if (trigger === '' || names.includes(trigger)) return
  throw adminFault(
    ErrorReason.OBJECT_UNKNOWN,
    `sensor ${namespace}/${sensor} has no trigger ${JSON.stringify(trigger)}; it has ${names.join(', ')}`,
  )
}
