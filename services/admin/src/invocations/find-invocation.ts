import { heldFilter, invocationsStream, invocationsSubject, laterSubject, type Bus } from '@millrace/bus'
import { readInvocationBatch, type InvocationBatch } from '@millrace/protocol/wire'
import { readQueue, type Stored } from '../read-tail.ts'

/** An invocation that waits or runs, as the stream holds it. */
export interface StoredInvocation {
  readonly place: 'due' | 'later' | 'held'
  /** Position of its message, which may hold others too. */
  readonly seq: number
  /** Of the one invocation, with the deliveries that it is due for. */
  readonly batch: InvocationBatch
}

/** Messages of each place that are looked through: they are fetched one by one. */
const queueMax = 2_000

/** Finds an invocation on INVOCATIONS: where its retry waits, then among what waits otherwise; undefined: it is not there. */
export async function findInvocation(bus: Bus, id: string): Promise<StoredInvocation | undefined> {
  const own = await bus.manager.streams.getMessage(invocationsStream, { last_by_subj: laterSubject(id) })
  if (own !== null) {
    const found = invocationIn({ seq: own.seq, data: own.data, storedAtUs: 0 }, id, 'later')
    if (found !== undefined) return found
  }
  const places = [
    ['due', invocationsSubject],
    ['later', 'invocations.later.>'],
    ['held', heldFilter],
  ] as const
  for (const [place, subject] of places) {
    const needle = Buffer.from(id)
    for await (const stored of readQueue(bus, invocationsStream, subject, queueMax)) {
      if (!Buffer.from(stored.data.buffer, stored.data.byteOffset, stored.data.byteLength).includes(needle)) continue
      const found = invocationIn(stored, id, place)
      if (found !== undefined) return found
    }
  }
  return undefined
}

function invocationIn(
  { seq, data }: Stored,
  id: string,
  place: StoredInvocation['place'],
): StoredInvocation | undefined {
  const batch = readInvocationBatch(data)
  const invocation = batch.invocations.find((one) => one.id === id)
  if (invocation === undefined) return undefined
  const deliveries = [...invocation.dependencies.values()].flatMap((index) => batch.deliveries[index] ?? [])
  const dependencies = new Map([...invocation.dependencies.keys()].map((name, index) => [name, index]))
  return { place, seq, batch: { ...batch, deliveries, invocations: [{ ...invocation, dependencies }] } }
}
