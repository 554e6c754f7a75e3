import type { StreamMessage } from '@millrace/bus'
import type { Answer, JoinRules, KeptEvent } from '@millrace/joins'
import type { Decision } from './decision.ts'
import type { DecideDeps } from './decide.ts'
import { keepLight } from './keep-light.ts'
import type { Offered } from './offer-event.ts'

/** An accepted event at a trigger that joins several. */
export interface Joining {
  readonly offered: Offered
  readonly rules: JoinRules
  readonly event: KeptEvent
}

/** What a dependency accepted, as a join keeps it; undefined where nothing is joined. */
export function joiningOf(offered: Offered, message: StreamMessage, { sensors }: DecideDeps): Joining | undefined {
  const { offer, nth, bytes } = offered
  const { sensor, trigger, dependency } = offer
  if (!trigger.condition.joins) return undefined
  const rules = sensors.rulesOf({ namespace: sensor.namespace, sensor: sensor.name, trigger: trigger.name })
  if (rules === undefined) return undefined
  const kept: KeptEvent = {
    dependency,
    delivery: bytes,
    bytes: bytes.length,
    copy: '',
    atMs: Math.floor(message.storedAtUs / 1_000),
    position: { stream: message.subject, seq: message.seq, nth },
  }
  return { offered, rules, event: kept }
}

/**
 * Hands the events of one message to their joins, all of one trigger together. Gives a decision for each; one that was
 * made and told when the message came before has none. Rejects when a join could not be changed: the message must come
 * again.
 */
export async function joinEvents(
  joining: readonly Joining[],
  message: StreamMessage,
  { joins, payloads }: DecideDeps,
): Promise<ReadonlyMap<Offered, Decision>> {
  const stamp = { stream: message.subject, seq: message.seq, storedAtUs: message.storedAtUs }
  const decisions = new Map<Offered, Decision>()
  const groups = Map.groupBy(joining, ({ rules }) => rules)
  const taking = Array.from(groups, async ([rules, group]) => {
    const events = await Promise.all(group.map(({ event }) => keepLight(event, rules, payloads)))
    const answers = await joins.take(rules, { message: stamp, events })
    for (const [at, { offered }] of group.entries()) {
      const decision = decisionOf(answers[at])
      if (decision !== undefined) decisions.set(offered, decision)
    }
  })
  // All of them end before the message is given back: what is under way must not outlive it.
  const failed = (await Promise.allSettled(taking)).find(({ status }) => status === 'rejected')
  if (failed?.status === 'rejected') throw failed.reason
  return decisions
}

function decisionOf(answer: Answer | undefined): Decision | undefined {
  switch (answer?.kind) {
    case 'fired': {
      const events = new Map(answer.owed.events.map(({ dependency, delivery }) => [dependency, delivery]))
      return { kind: 'fired', invocationId: answer.owed.id, events, joined: true }
    }
    case 'waiting':
      return { kind: 'waiting', missing: answer.missing }
    case 'too-late':
      return tooLate
    case 'too-large':
      return tooLarge
    case 'settled':
    case undefined:
      return undefined
    default:
      return answer satisfies never
  }
}

const tooLarge: Decision = {
  kind: 'failed',
  filter: 'conditions',
  field: 'template.conditions',
  message: 'with the events that wait for it it is larger than one invocation may be; it is among the dead letters',
}

const tooLate: Decision = {
  kind: 'failed',
  filter: 'conditions',
  field: 'template.conditionsReset',
  message: 'the event came before the last reset of the conditions, and was decided about after events that came since',
}
