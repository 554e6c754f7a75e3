import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import {
  boundsDefault,
  deadSubject,
  invocationsStream,
  openBus,
  outcomesStream,
  ownStreams,
  summaryHeader,
  type Bus,
} from '@millrace/bus'
import {
  DeadLetterSchema,
  InvocationBatchSchema,
  OutcomeSchema,
  Result,
  type DeadLetter,
} from '@millrace/protocol/road'
import { natsServer } from '@millrace/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readHeads } from './read-heads.ts'
import { findDead, redrive, redrivenId } from './redrive.ts'

let server: Awaited<ReturnType<typeof natsServer>>
let bus: Bus

beforeAll(async () => {
  server = await natsServer()
  bus = await openBus({ url: server.url, name: 'dead-test' })
  for (const stream of ownStreams(boundsDefault)) await bus.ensureStream(stream)
})

afterAll(async () => {
  await bus[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

function letter(nth: number, uncertain: boolean): DeadLetter {
  const invocationId = String(nth).padStart(32, '0')
  return create(DeadLetterSchema, {
    outcome: { invocationId, namespace: 'n', sensor: 's', trigger: 't', attempt: 3, result: Result.DEAD, uncertain },
    invocation: {
      acceptedAtUs: 5n,
      invocations: [
        {
          id: invocationId,
          namespace: 'n',
          sensor: 's',
          trigger: 't',
          attempt: 3,
          uncertain,
          putOffs: 2,
          slotAtUs: 9n,
          history: [{ number: 1, status: 503, reason: 'no' }],
        },
      ],
    },
  })
}

async function store(dead: DeadLetter, withSummary = true): Promise<string> {
  const id = dead.outcome?.invocationId ?? ''
  const summary = Buffer.from(toBinary(OutcomeSchema, dead.outcome ?? create(OutcomeSchema))).toString('base64')
  const message = { subject: deadSubject('n', 's', id), data: toBinary(DeadLetterSchema, dead), id: `dead-${id}` }
  await bus.publish(withSummary ? { ...message, headers: { [summaryHeader]: summary } } : message, 5_000)
  return id
}

async function lastDue() {
  const message = await bus.manager.streams.getMessage(invocationsStream, { last_by_subj: 'invocations.due' })
  return fromBinary(InvocationBatchSchema, message?.data ?? new Uint8Array())
}

test('a redrive begins anew under a new id; what may have happened keeps its id towards the target', async () => {
  const [refused, open] = [await store(letter(1, false)), await store(letter(2, true))]
  for (const [id, effectId] of [
    [refused, ''],
    [open, open],
  ] as const) {
    const dead = await findDead(bus, id)
    if (dead === undefined) throw new Error('the dead letter is not found')
    const told = await redrive(bus, dead, 'request', 1_000)
    expect(told).toMatchObject({ invocationId: id, redrivenId: redrivenId(id, 'request'), requestId: 'request' })
    const [due] = (await lastDue()).invocations
    expect(due).toMatchObject({
      id: told.redrivenId,
      attempt: 1,
      uncertain: false,
      putOffs: 0,
      redriveOf: id,
      effectId,
    })
    expect([due?.history.length, due?.slotAtUs]).toEqual([0, 0n])
  }
})

test('a redrive that is repeated after a crash between its two steps stores nothing twice', async () => {
  const id = await store(letter(3, false))
  const dead = await findDead(bus, id)
  if (dead === undefined) throw new Error('the dead letter is not found')
  const count = async (stream: string) => (await bus.manager.streams.info(stream)).state.messages
  const before = [await count(invocationsStream), await count(outcomesStream)]
  await Promise.all([redrive(bus, dead, 'r', 1), redrive(bus, dead, 'r', 2), redrive(bus, dead, 'r', 3)])
  const after = [await count(invocationsStream), await count(outcomesStream)]
  expect(after.map((now, index) => now - (before[index] ?? 0))).toEqual([1, 1])
})

test('the list tells redrives, sensors apart, and letters without a summary too', async () => {
  await store(letter(4, false), false)
  const heads = await readHeads(bus, 'n', 's')
  expect(heads.map(({ outcome, redrives }) => [Number(outcome.invocationId), redrives.length])).toEqual([
    [1, 1],
    [2, 1],
    [3, 1],
    [4, 0],
  ])
  expect(await readHeads(bus, '', '')).toHaveLength(4)
  expect(await readHeads(bus, 'n', 'other')).toEqual([])
})

test('an id that is none finds nothing', async () => {
  expect(await findDead(bus, '*')).toBeUndefined()
  expect(await findDead(bus, 'f'.repeat(32))).toBeUndefined()
})
