import { deliveriesStream, invocationsStream, type Bus } from '@millrace/bus'
import { setTimeout as sleep } from 'node:timers/promises'

const pollMs = 250
/** So many looks in a row must find nothing: between two streams work is in no stream for a moment. */
const quietLooks = 4
const recordPrefix = 'EVENTS_'

/** Waits until no stream holds anything to do. Resolves to what is still there when the time is over, null when nothing is. */
export async function untilQuiet(bus: Bus, withinMs: number): Promise<string | null> {
  const startedMs = performance.now()
  let left = ''
  for (let quiet = 0; quiet < quietLooks;) {
    left = await leftToDo(bus).catch((error: unknown) => `NATS did not tell: ${String(error)}`)
    quiet = left === '' ? quiet + 1 : 0
    if (performance.now() - startedMs > withinMs) return left === '' ? null : left
    await sleep(pollMs)
  }
  return null
}

/** `DELIVERIES 12, EVENTS_faults_default/router 3`; empty when there is nothing. */
async function leftToDo(bus: Bus): Promise<string> {
  const { streams } = bus.manager
  const left: string[] = []
  for (const name of [deliveriesStream, invocationsStream]) {
    const { messages } = (await streams.info(name)).state
    if (messages > 0) left.push(`${name} ${messages}`)
  }
  for await (const stream of streams.list()) {
    if (!stream.config.name.startsWith(recordPrefix)) continue
    for await (const consumer of bus.manager.consumers.list(stream.config.name)) {
      const waiting = consumer.num_pending + consumer.num_ack_pending
      if (waiting > 0) left.push(`${stream.config.name}/${consumer.name} ${waiting}`)
    }
  }
  return left.join(', ')
}
