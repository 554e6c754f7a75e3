import { openBus, type Bus } from '@millrace/bus'
import { eventually, natsServer } from '@millrace/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPauses, PauseSet, type Pause } from './pauses.ts'
import { watchPauses } from './watch-pauses.ts'

let server: Awaited<ReturnType<typeof natsServer>>
let bus: Bus

beforeAll(async () => {
  server = await natsServer()
  bus = await openBus({ url: server.url, name: 'pauses' })
})

afterAll(async () => {
  await bus[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

const pause = (sensor: string, trigger = ''): Pause => ({ namespace: 'n', sensor, trigger, sinceUs: 7 })

test('a pause is told to whoever watches, also after the server was restarted, and its end too', async () => {
  const pauses = await openPauses(bus, 1)
  let told: readonly Pause[] = [pause('never')]
  await using _ = await watchPauses(pauses, bus, (all) => (told = all))
  expect(told).toEqual([])
  await pauses.put(pause('a'))
  await pauses.put(pause('b', 'Ünlike it/s'))
  await eventually(() => expect(told).toEqual([pause('a'), pause('b', 'Ünlike it/s')]))
  await server.restart()
  await eventually(async () => expect(await pauses.remove(pause('a'))).toBeLessThanOrEqual(1))
  await eventually(() => expect(told).toEqual([pause('b', 'Ünlike it/s')]))
  expect(await pauses.list()).toEqual([pause('b', 'Ünlike it/s')])
  expect(await pauses.remove(pause('b'))).toBe(1)
  expect(await pauses.remove(pause('b'))).toBe(0)
})

test('a sensor’s pause holds all its triggers, a trigger’s only that one', () => {
  const set = new PauseSet([pause('a'), pause('b', 't')])
  const isPaused = (sensor: string, trigger: string) => set.isPaused(pause(sensor, trigger))
  expect([isPaused('a', 'x'), isPaused('b', 't'), isPaused('b', 'u'), isPaused('c', 't')]).toEqual([
    true,
    true,
    false,
    false,
  ])
})
