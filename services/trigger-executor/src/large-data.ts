import { BusFault } from '@millrace/bus'
import { withData, type Loaded } from '@millrace/payloads'
import type { RoadDelivery } from '@millrace/protocol/wire'
import { inputFault } from './act.ts'
import type { ExecuteDeps, Work } from './deps.ts'
import type { Attempted } from './next-step.ts'

type Events = ReadonlyMap<string, RoadDelivery>

/** How long an invocation waits for room with its place taken; then it waits in the bus. Milliseconds. */
const roomWaitMs = 500
/** An invocation that found no room, or no bus, comes again after this. Milliseconds. */
const againMs = 1_000

/** Whether the data of an event is in the object store. */
export function hasLargeData(events: Events): boolean {
  for (const { dataRef } of events.values()) if (dataRef !== undefined) return true
  return false
}

/**
 * Acts with the data of the events read from the object store; it is held as long as the act takes, and a trigger holds half
 * of what there is room for at most: one whose target hangs leaves the rest to others. Data that is gone or
 * damaged fails for good: no later try finds it. A number: nothing was done, and it may be tried after as many milliseconds.
 */
export async function withLargeData(
  { invocation, events }: Pick<Work, 'invocation' | 'events'>,
  { payloads, events: told }: Pick<ExecuteDeps, 'payloads' | 'events'>,
  act: (events: Events) => Promise<Attempted | number>,
): Promise<Attempted | number> {
  const { namespace, sensor, trigger } = invocation
  const loaded = await load(events, payloads, `${namespace}/${sensor}/${trigger}`)
  if (loaded.kind === 'busy') return againMs
  if (loaded.kind === 'lost') {
    told.payloadLost()
    return inputFault(loaded.reason)
  }
  using held = loaded
  const whole = Array.from(events, ([dependency, delivery]) => {
    const { dataRef } = delivery
    return [dependency, dataRef === undefined ? delivery : withData(delivery, held.dataOf(dataRef))] as const
  })
  return await act(new Map(whole))
}

/** While the bus is away there is no room either. */
async function load(events: Events, payloads: ExecuteDeps['payloads'], owner: string): Promise<Loaded> {
  const refs = events.values().flatMap(({ dataRef }) => (dataRef === undefined ? [] : [dataRef]))
  try {
    return await payloads.load([...refs], roomWaitMs, owner)
  } catch (fault) {
    if (fault instanceof BusFault) return { kind: 'busy' }
    throw fault
  }
}
