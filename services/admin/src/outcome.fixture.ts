import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf'
import {
  OutcomeBatchSchema,
  OutcomeSchema,
  Result,
  type Outcome,
  type OutcomeEventSchema,
} from '@millrace/protocol/road'

type Fields = Partial<Omit<Outcome, '$typeName' | 'events'>> & {
  events?: MessageInitShape<typeof OutcomeEventSchema>[]
}

/** 2026-11-23T12:00:00Z, in microseconds. */
export const startUs = 1_795_435_200_000_000n

/** An outcome of event `event-N`, delivered as `delivery-N`, unless told otherwise. */
export function outcome(number: number, fields: Fields = {}): Outcome {
  return create(OutcomeSchema, {
    invocationId: `invocation-${number}`,
    namespace: 'default',
    sensor: 'sensor',
    trigger: 'http',
    triggerType: 'http',
    attempt: 1,
    result: Result.SUCCEEDED,
    status: 200,
    events: [
      {
        dependency: 'd',
        eventSource: 'webhook',
        eventName: 'example',
        eventId: `event-${number}`,
        deliveryId: `delivery-${number}`,
        receivedAtUs: startUs,
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      },
    ],
    acceptedAtUs: startUs + 1_500n,
    routedAtUs: startUs + 2_500n,
    startedAtUs: startUs + 3_000n,
    finishedAtUs: startUs + 1_203_000n,
    ...fields,
  })
}

export function batch(...outcomes: readonly Outcome[]): Uint8Array {
  return toBinary(OutcomeBatchSchema, create(OutcomeBatchSchema, { outcomes: [...outcomes] }))
}
