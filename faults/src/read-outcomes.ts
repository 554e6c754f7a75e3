import { fromBinary } from '@bufbuild/protobuf'
import { isDeadSubject, outcomesStream, triedSubject, type Bus } from '@millrace/bus'
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
  [Result.LIMITED]: 'waiting',
  [Result.PAUSED]: 'waiting',
  [Result.PUT_OFF]: 'waiting',
}

/** A stream that says that it holds more, and then hands nothing out, is given up after this. */
const silenceMaxMs = 30_000

/** Everything that the stream of outcomes holds, oldest first; dead letters among it. */
export async function readOutcomes(bus: Bus): Promise<readonly Told[]> {
  const { state } = await bus.manager.streams.info(outcomesStream)
  if (state.messages === 0) return []
  const consumer = await jetstream(bus.connection).consumers.get(outcomesStream)
  const messages = await consumer.consume()
  const told: Told[] = []
  const silence = setTimeout(() => messages.stop(), silenceMaxMs)
  try {
    for await (const message of messages) {
      silence.refresh()
      told.push(...outcomesIn(message.subject, message.data).flatMap(toldBy))
      if (message.info.pending === 0) return told
    }
  } finally {
    clearTimeout(silence)
  }
  throw new Error(`the stream of outcomes handed out nothing for ${silenceMaxMs} ms, though it holds more`)
}

function outcomesIn(subject: string, data: Uint8Array): readonly Outcome[] {
  if (subject === triedSubject) return fromBinary(OutcomeBatchSchema, data).outcomes
  if (!isDeadSubject(subject)) return []
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
