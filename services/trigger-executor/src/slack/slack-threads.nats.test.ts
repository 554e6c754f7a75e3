import { openBus } from '@millrace/bus'
import { natsServer } from '@millrace/testkit'
import { expect, test } from 'vitest'
import { busSlackThreads } from './slack-threads.ts'

test('replicas share threads, and the first to open one wins', async () => {
  await using nats = await natsServer()
  await using bus = await openBus({ url: nats.url, name: 'test' })
  const [one, other] = [busSlackThreads(bus, 1), busSlackThreads(bus, 1)]
  const thread = { namespace: 'n', channel: 'c', key: 'any text: even *this* > one' }
  expect(await one.opener(thread)).toBeUndefined()
  await one.opened(thread, '1.1')
  await other.opened(thread, '2.2')
  expect(await other.opener(thread)).toBe('1.1')
  expect(await other.opener({ ...thread, namespace: 'm' })).toBeUndefined()
})
