import { fromBinary } from '@bufbuild/protobuf'
import { deadSubject, outcomesStream, type Bus } from '@millrace/bus'
import { DeadLetterSchema, OutcomeBatchSchema, Result, type Outcome } from '@millrace/protocol/road'
import { jetstream } from '@nats-io/jetstream'
import type { Told } from './history.ts'

const results: Readonly<Record<number, Told['result']>> = {
  [Result.UNSPECIFIED]: 'unknown',
  [Result.SUCCEEDED]: 'succeeded',
  [Result.RETRYING]: 'retrying',
  [Result.DEAD]: 'dead',
  [Result.UNCERTAIN]: 'uncertain',
  [Result.CLAIM_LOST]: 'claim-lost',
}

/** Everything that the stream of outcomes holds, oldest first; dead letters among it. */
export async function readOutcomes(bus: Bus): Promise<readonly Told[]> {
  const { state } = await bus.manager.streams.info(outcomesStream)
  if (state.messages === 0) return []
  const consumer = await jetstream(bus.connection).consumers.get(outcomesStream)
  const told: Told[] = []
  for await (const message of await consumer.consume()) {
    told.push(...outcomesIn(message.subject, message.data).flatMap(toldBy))
    if (message.info.pending === 0) break
  }
  return told
}

function outcomesIn(subject: string, data: Uint8Array): readonly Outcome[] {
  if (subject !== deadSubject) return fromBinary(OutcomeBatchSchema, data).outcomes
  const { outcome } = fromBinary(DeadLetterSchema, data)
  return outcome === undefined ? [] : [outcome]
}

/** One a delivery that the invocation rests on. */
function toldBy({ trigger, invocationId, attempt, result, uncertain, events }: Outcome): Told[] {
  return events.map(({ deliveryId }) => ({
    trigger,
    deliveryId,
    invocationId,
    attempt,
    result: results[result] ?? 'unknown',
    uncertain,
  }))
}
