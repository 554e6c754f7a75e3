import { create } from '@bufbuild/protobuf'
import { Progress, ReasonSchema } from '@millrace/protocol/admin'
import { DecisionKind, Result } from '@millrace/protocol/road'
import { expect, test } from 'vitest'
import { outcome } from './outcome.fixture.ts'
import { progressOf } from './road.ts'
import type { Searched } from './search-streams.ts'

const seen = {
  nth: 0,
  eventBytes: Buffer.alloc(0),
  stream: 'EVENTS_default_default',
  seq: 7,
  traceparent: '',
  acceptedAtUs: 0,
  delivery: {
    namespace: 'default',
    bus: 'default',
    eventSource: 'webhook',
    eventName: 'example',
    deliveryId: '',
    receivedAtUs: 0,
    dedupWindowMs: 0,
    event: { id: 'e', source: 'webhook', type: 'webhook', attributes: new Map(), data: undefined },
  },
}
const waits = {
  id: 'i',
  namespace: 'default',
  sensor: 's',
  trigger: 't',
  generation: 1,
  dependencies: new Map(),
  attempt: 1,
  uncertain: false,
}
const searched = (found: Partial<Searched>): Searched => ({
  delivered: [],
  recorded: [],
  waiting: [],
  messages: 9,
  ...found,
})

test.each([
  ['nothing found', { searched: searched({}) }, Progress.UNKNOWN, /^$/u],
  ['on DELIVERIES', { searched: searched({ delivered: [seen] }) }, Progress.DELIVERED, /dedup has not/u],
  [
    'on EVENTS, ahead of the router',
    { searched: searched({ recorded: [seen] }) },
    Progress.RECORDED,
    /router has not decided/u,
  ],
  [
    'on both, as it is just being let pass',
    { searched: searched({ delivered: [seen], recorded: [seen] }) },
    Progress.RECORDED,
    /message 7/u,
  ],
  [
    'on EVENTS, behind the router',
    { searched: searched({ recorded: [seen] }), isRouted: true },
    Progress.ROUTED,
    /no trigger was due/u,
  ],
  [
    'an invocation waits',
    { searched: searched({ recorded: [seen], waiting: [waits, waits] }), isRouted: true },
    Progress.UNDER_WAY,
    /run: s\/t$/u,
  ],
  [
    'decided, and nothing fired',
    { reasons: [create(ReasonSchema, { kind: DecisionKind.FILTERED, sentence: 'filtered by time' })] },
    Progress.ROUTED,
    /^filtered by time$/u,
  ],
  [
    'somebody listens of whom nothing is stored',
    { reasons: [create(ReasonSchema, {})], searched: searched({ recorded: [seen] }) },
    Progress.RECORDED,
    /router has not decided/u,
  ],
  ['every try concluded', { outcomes: [outcome(1)] }, Progress.CONCLUDED, /last outcome/u],
  ['a retry is due', { outcomes: [outcome(1, { result: Result.RETRYING })] }, Progress.UNDER_WAY, /scheduled/u],
])('%s', (_, known, progress, note) => {
  const told = progressOf({ outcomes: [], reasons: [], searched: undefined, isRouted: false, ...known })
  expect(told).toEqual({ progress, note: expect.stringMatching(note) })
})
