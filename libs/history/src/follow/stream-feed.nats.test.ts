import { boundsDefault, openBus, outcomesStream, ownStreams, triedSubject } from '@millrace/bus'
import { eventually, natsServer } from '@millrace/testkit'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { MessageBatch } from '../apply.ts'
import { outcome, outcomeMessage } from '../batch.fixture.ts'
import { InStep } from './in-step.ts'
import { StreamFeed } from './stream-feed.ts'

test('a turn is asked for with the time at which the first message of a batch was stored', async () => {
  await using server = await natsServer()
  await using bus = await openBus({ url: server.url, name: 'stream-feed' })
  for (const stream of ownStreams(boundsDefault)) await bus.ensureStream(stream)
  const publish = (nth: number) =>
    bus.publish({ subject: triedSubject, data: outcomeMessage(0, outcome(nth)).data }, 5_000)
  const storedMs = async (seq: number) =>
    (await bus.manager.streams.getMessage(outcomesStream, { seq }))?.time.getTime() ?? Number.NaN
  const waiting = Promise.withResolvers<void>()
  const turns: number[] = []
  let seq = 0
  await using feed = new StreamFeed(outcomesStream, {
    bus,
    store: {
      positions: () => Promise.resolve(new Map()),
      apply: ({ messages }: MessageBatch) => {
        seq = messages.at(-1)?.seq ?? seq
        return Promise.resolve({ kind: 'applied', seq, events: 0, duplicates: 0, fates: 0, unreadable: 0 })
      },
    },
    onApplied: () => undefined,
    onFault: () => undefined,
    cores: { work: (act) => act() },
    roadFirst: {
      turn: (one) => (turns.push(one) === 1 ? waiting.promise : Promise.resolve()),
      worked: () => undefined,
    },
    inStep: new InStep(),
  })
  await publish(1)
  await eventually(() => expect(turns).toHaveLength(1))
  for (let nth = 2; nth <= 5; nth += 1) {
    await publish(nth)
    await sleep(50)
  }
  // While it waits for its turn it is seen how far it is behind, and nothing is taken in.
  await eventually(() => expect(feed.progress.lastSeq).toBe(5))
  expect(seq).toBe(0)
  waiting.resolve()
  await eventually(() => expect(seq).toBe(5))
  await publish(6)
  await eventually(() => expect(seq).toBe(6))
  expect(turns).toEqual([await storedMs(1), await storedMs(6)])
})
