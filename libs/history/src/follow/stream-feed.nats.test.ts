import { boundsDefault, openBus, outcomesStream, ownStreams, triedSubject } from '@millrace/bus'
import { eventually, natsServer } from '@millrace/testkit'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { MessageBatch } from '../apply.ts'
import { outcome, outcomeMessage } from '../batch.fixture.ts'
import { StreamFeed } from './stream-feed.ts'

test('what came during a wait counts as left: it has caught up only after that', async () => {
  await using server = await natsServer()
  await using bus = await openBus({ url: server.url, name: 'stream-feed' })
  for (const stream of ownStreams(boundsDefault)) await bus.ensureStream(stream)
  const publish = (nth: number) =>
    bus.publish({ subject: triedSubject, data: outcomeMessage(0, outcome(nth)).data }, 5_000)
  const waiting = Promise.withResolvers<void>()
  let turns = 0
  let seq = 0
  let caughtUp = 0
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
      turn: () => ((turns += 1) === 1 ? waiting.promise : Promise.resolve()),
      worked: () => undefined,
      caughtUp: () => void (caughtUp += 1),
    },
  })
  await publish(1)
  await eventually(() => expect(turns).toBe(1))
  for (let nth = 2; nth <= 5; nth += 1) {
    await publish(nth)
    await sleep(50)
  }
  await eventually(() => expect(feed.progress.lastSeq).toBe(5))
  waiting.resolve()
  await eventually(() => expect(seq).toBe(5))
  expect(caughtUp).toBe(1)
})
