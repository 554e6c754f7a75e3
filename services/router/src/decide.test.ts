import { expect, test } from 'vitest'
import { deliveryOf, message, scene, sensorText } from './decide.fixture.ts'
import { decide } from './decide.ts'
import { turnMs } from './turns.ts'

test('an event that fifty slow scripts judge keeps no other one waiting for more than a turn', async () => {
  const slow = Array.from({ length: 50 }, (_, nth) => sensorText(`slow-${nth}`, 'slow', `${turnMs} false ${nth}`))
  await using set = await scene([...slow, sensorText('quick', 'quick', '0 true')])
  const order: string[] = []
  const begun = decide(message, [deliveryOf('slow')], set.deps).then((decisions) => {
    order.push('slow')
    return decisions
  })
  const quick = await decide(message, [deliveryOf('quick')], set.deps)
  order.push('quick')
  expect(quick.fired.map(({ sensor, generation }) => [sensor, generation])).toEqual([['quick', 3]])
  expect((await begun).fired).toEqual([])
  expect(order).toEqual(['quick', 'slow'])
  expect(set.recorded.map(({ sensor, decision }) => `${sensor} ${decision.kind}`)).toEqual(
    slow.map((_, nth) => `slow-${nth} filtered`),
  )
  expect(set.rounds()).toBeGreaterThanOrEqual(slow.length)
})

test('who fires comes out, who refuses is recorded, in the order of the sensors, and an event that nobody hears once', async () => {
  await using set = await scene([
    sensorText('a', 'push', '0 true'),
    sensorText('b', 'push', '0 false'),
    sensorText('c', 'push', '0 true'),
  ])
  const { fired } = await decide(message, [deliveryOf('push'), deliveryOf('other')], set.deps)
  expect(fired.map(({ sensor, eventId, decision }) => [sensor, eventId, decision.kind])).toEqual([
    ['a', 'push-1', 'fired'],
    ['c', 'push-1', 'fired'],
  ])
  expect(set.recorded.map(({ sensor, eventId, decision }) => [sensor, eventId, decision.kind])).toEqual([
    ['b', 'push-1', 'filtered'],
    ['', 'other-1', 'unheard'],
  ])
})
