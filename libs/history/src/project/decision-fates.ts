import { fromBinary } from '@bufbuild/protobuf'
import {
  DecisionBatchSchema,
  type DecidedEvent,
  type Decision,
  type DecisionGroup,
  type FilterTest,
} from '@millrace/protocol/road'
import { endOfDecision } from '../ends.ts'
import type { DecisionNote, SeenEvent, SeenFate } from '../rows.ts'

/** What an encoded `DecisionBatch` says about its events. Throws on malformed bytes. */
export function decisionFates(data: Uint8Array): SeenFate[] {
  return fromBinary(DecisionBatchSchema, data).groups.flatMap(fatesOf)
}

/** Indices count from 1; 0 says that there is none. */
function fatesOf({ events, listeners, tests, decisions, decidedAtUs }: DecisionGroup): SeenFate[] {
  const seen = events.map(eventOf)
  return decisions.flatMap((decision) => {
    const event = seen[decision.event - 1]
    if (event === undefined) return []
    // One that says of several listeners that they decided alike is one for each of them.
    return Array.from({ length: Math.min(decision.more, listeners.length) + 1 }, (_, nth): SeenFate => {
      const listener = listeners[decision.listener - 1 + nth]
      return {
        event,
        namespace: listener?.namespace ?? '',
        sensor: listener?.sensor ?? '',
        trigger: listener?.trigger ?? '',
        dependency: listener?.dependency ?? '',
        end: endOfDecision(decision.kind),
        invocationId: decision.invocationId,
        atUs: Number(decidedAtUs),
        created: '',
        note: noteOf(decision, tests[decision.test - 1 + nth]),
        outcome: undefined,
      }
    })
  })
}

function eventOf(event: DecidedEvent): SeenEvent {
  const { namespace, bus, eventSource, eventName, eventId, deliveryId, receivedAtUs } = event
  const at = Number(receivedAtUs)
  return {
    namespace,
    bus,
    eventSource,
    eventName,
    eventId,
    deliveryId,
    receivedAtUs: at,
    traceparent: '',
    record: undefined,
  }
}

function noteOf({ found, reason, missing }: Decision, test: FilterTest | undefined): string {
  const note: DecisionNote = {
    ...(test === undefined ? {} : { filter: test.filter, field: test.field, path: test.path, expected: test.expected }),
    ...(found === '' ? {} : { found }),
    ...(reason === '' ? {} : { reason }),
    ...(missing.length === 0 ? {} : { missing }),
  }
  const text = JSON.stringify(note)
  return text === '{}' ? '' : text
}
