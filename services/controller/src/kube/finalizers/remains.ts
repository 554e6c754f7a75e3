import { eventsStream, type Bus } from '@millrace/bus'
import { abandonJoins, openJoinBucket } from '@millrace/joins'
import { openPauses, openRegistry } from '@millrace/registry'
import { JetStreamApiError } from '@nats-io/jetstream'

/** What is kept for objects besides the objects themselves. Every call may be repeated, and rejects where NATS is away. */
export interface Remains {
  /** Gives what is still being waited for, for a person; empty: nothing is left of the sensor. */
  removeSensor(namespace: string, name: string, stop: AbortSignal): Promise<string>
  /** The pauses that people ordered for a sensor. */
  removePauses(namespace: string, sensor: string, stop: AbortSignal): Promise<void>
  /** The record of a bus, with the consumers on it. */
  removeRecord(namespace: string, bus: string): Promise<void>
}

const streamNotFound = 10_059

export function openRemains(bus: Bus, replicas: number): Remains {
  const removePauses = async (namespace: string, sensor: string, stop: AbortSignal): Promise<void> => {
    const pauses = await openPauses(bus, replicas, stop)
    await pauses.remove({ namespace, sensor, trigger: '' })
  }
  return {
    removePauses,
    async removeSensor(namespace, name, stop) {
      // First, so that no router takes its joins for somebody's.
      await (await openRegistry(bus, replicas, stop)).remove({ kind: 'Sensor', namespace, name })
      await removePauses(namespace, name, stop)
      const left = await abandonJoins(await openJoinBucket(bus, replicas, stop), { namespace, sensor: name })
      return left === 0 ? '' : `events wait in ${left} joins, until a router has made dead letters of them`
    },
    async removeRecord(namespace, name) {
      try {
        await bus.manager.streams.delete(eventsStream(namespace, name))
      } catch (error) {
        if (!(error instanceof JetStreamApiError && error.code === streamNotFound)) throw error
      }
    },
  }
}
