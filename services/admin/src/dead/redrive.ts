import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import { invocationsSubject, outcomesStream, redrivenSubject, summaryHeader, type Bus } from '@millrace/bus'
import {
  DeadLetterSchema,
  InvocationBatchSchema,
  InvocationSchema,
  RedriveSchema,
  type DeadLetter,
  type Redrive,
} from '@millrace/protocol/road'
import type { RoadReplay } from '@millrace/protocol/wire'
import { hash } from 'node:crypto'

const ackTimeoutMs = 5_000

/** A dead letter with the subject that it stands under; undefined where there is none of this id. */
export async function findDead(bus: Bus, id: string): Promise<DeadLetter | undefined> {
  if (!/^[0-9a-f]{32}$/u.test(id)) return undefined
  const query = { seq: 1, next_by_subj: `outcomes.dead.*.*.${id}` }
  const message = await bus.manager.streams.getMessage(outcomesStream, query)
  return message === null ? undefined : fromBinary(DeadLetterSchema, message.data)
}

/** The id of the invocation that a redrive makes: a new key of the ledger, the same for the same request. */
export function redrivenId(id: string, requestId: string): string {
  return hash('sha256', `redrive:${id}:${requestId}`, 'hex').slice(0, 32)
}

/**
 * Makes a dead letter due again as a fresh invocation, then writes down that it was. Both are stored under ids made of the
 * request, and the ledger acts once for an invocation: the same request again, after whatever crash, does nothing more.
 * Rejects when the bus is away, or the letter holds no invocation.
 */
export async function redrive(
  bus: Bus,
  dead: DeadLetter,
  requestId: string,
  nowUs: number,
  replay?: RoadReplay,
): Promise<Redrive> {
  const { outcome, invocation: batch } = dead
  const [failed] = batch?.invocations ?? []
  if (outcome === undefined || batch === undefined || failed === undefined) {
    throw new RangeError('the dead letter holds no invocation')
  }
  const id = redrivenId(failed.id, requestId)
  const fresh = create(InvocationSchema, {
    id,
    namespace: failed.namespace,
    sensor: failed.sensor,
    generation: failed.generation,
    trigger: failed.trigger,
    dependencies: failed.dependencies,
    attempt: 1,
    redriveOf: failed.id,
    // What may have happened goes by the id that the target knows; what was refused must not be answered from its memory.
    effectId: outcome.uncertain ? failed.effectId || failed.id : '',
    ...(failed.failure === undefined ? {} : { failure: failed.failure }),
    ...(replay === undefined ? {} : { replay }),
  })
  const { deliveries, acceptedAtUs } = batch
  const again = create(InvocationBatchSchema, {
    deliveries,
    acceptedAtUs,
    routedAtUs: BigInt(nowUs),
    invocations: [fresh],
  })
  const data = toBinary(InvocationBatchSchema, again)
  await bus.publish({ subject: invocationsSubject, data, id: `redrive-${id}` }, ackTimeoutMs)
  const told = { invocationId: failed.id, redrivenId: id, requestId, atUs: BigInt(nowUs) }
  const done = create(RedriveSchema, told)
  const bytes = toBinary(RedriveSchema, done)
  const headers = { [summaryHeader]: Buffer.from(bytes).toString('base64') }
  const subject = redrivenSubject(failed.namespace, failed.sensor, failed.id)
  await bus.publish({ subject, data: bytes, id: `redriven-${id}`, headers }, ackTimeoutMs)
  return done
}
