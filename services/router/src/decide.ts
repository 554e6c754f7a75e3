import { tellFate, waiterAttribute, workflowEventsBus, type StreamMessage } from '@millrace/bus'
import { readEvent, type DeliveryHead } from '@millrace/protocol/wire'
import { decideBindings } from './bindings/decide-bindings.ts'
import { decideWithLargeData } from './bindings/large-data.ts'
import { fatesOf } from './bindings/fates-of.ts'
import type { Decided, Decision } from './decision.ts'
import { invocationId } from '@millrace/invocation'
import { joinEvents, joiningOf, type Joining } from './join-events.ts'
import { namesOf, offerEvent, type Offered, type Offering } from './offer-event.ts'
import type { Recording } from './record-decisions.ts'
import type { RouteDeps } from './route.ts'

/** What deciding works with. */
export interface DecideDeps extends Pick<
  RouteDeps,
  'bindingFaults' | 'bindings' | 'decisions' | 'events' | 'joins' | 'payloads' | 'sensors' | 'turns'
> {
  readonly bus: Parameters<typeof tellFate>[0]
}

/** What was decided about the events of a message. */
export interface Decisions {
  readonly fired: readonly Decided[]
  /** All the others: of a thousand sensors nearly all refuse, so these are written down as they are made. */
  readonly recording: Recording
}

/**
 * Decides about the events of a message: one decision for each dependency of each trigger that listens to one. Bears
 * being repeated: the same message gives the same decisions as long as the sensors are the same, but for what joins
 * have told before. Rejects when a join could not be changed: then the message must come again.
 */
export async function decide(
  message: StreamMessage,
  deliveries: readonly DeliveryHead[],
  deps: DecideDeps,
): Promise<Decisions> {
  const recording = deps.decisions.begin()
  const offered: Offered[] = []
  const submitted: Decided[] = []
  for (const [nth, delivery] of deliveries.entries()) {
    if (delivery.bus === workflowEventsBus) await offerToBindings({ message, delivery, submitted, recording }, deps)
    else await offerEvent({ message, delivery, nth, offered, recording }, deps)
  }
  const joining = new Map<Offered, Joining>()
  for (const one of offered) {
    const found = joiningOf(one, message, deps)
    if (found !== undefined) joining.set(one, found)
  }
  const joined = joining.size === 0 ? none : await joinEvents([...joining.values()], message, deps)
  const fired = offered.flatMap((one): Decided[] => {
    const decision = joining.has(one) ? joined.get(one) : fire(one)
    if (decision === undefined) return []
    const decided = { ...namesOf(one), decision }
    if (decision.kind === 'fired') return [decided]
    recording.add(decided)
    return []
  })
  return { fired: submitted.length === 0 ? fired : [...submitted, ...fired], recording }
}

const none: ReadonlyMap<Offered, Decision> = new Map()
interface OfferingToBindings extends Pick<Offering, 'message' | 'delivery' | 'recording'> {
  /** Takes those that are due. */
  readonly submitted: Decided[]
}

/** An event of the Workflows event API is for bindings alone. */
async function offerToBindings(offering: OfferingToBindings, deps: DecideDeps): Promise<void> {
  const { message, delivery, submitted, recording } = offering
  const event = readEvent(delivery.eventBytes)
  const bindings = deps.bindings.of(delivery.namespace)
  const decided =
    delivery.dataRef === undefined
      ? decideBindings({ delivery, event }, bindings)
      : await decideWithLargeData({ delivery, event }, delivery.dataRef, bindings, deps)
  for (const one of decided) {
    if (one.decision.kind === 'fired') submitted.push(one)
    else recording.add(one)
  }
  deps.events.toBindings(message, event, decided)
  deps.bindingFaults.tell(decided)
  if (event.attributes.has(waiterAttribute)) tellFate(deps.bus, event, fatesOf(decided))
  const pause = deps.turns.over()
  if (pause !== undefined) await pause
}

function fire({ delivery, event, offer, bytes }: Offered): Decision {
  const { sensor, trigger, dependency } = offer
  return {
    kind: 'fired',
    invocationId: invocationId(sensor, trigger.name, [[dependency, delivery, event.id]]),
    events: new Map([[dependency, bytes]]),
  }
}
