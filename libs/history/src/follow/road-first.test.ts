import { expect, test } from 'vitest'
import { RoadFirst } from './road-first.ts'

/** A machine that has so many cores to spare at each look; a look takes 200 ms. */
function scene(giveWayMaxMs: number, spare: () => number) {
  const clock = { nowMs: 0, looks: 0, gaveWayMs: 0 }
  const spareCores = (): Promise<number> => {
    clock.looks += 1
    clock.nowMs += 200
    return Promise.resolve(spare())
  }
  const onGaveWay = (ms: number): void => void (clock.gaveWayMs += ms)
  const sleep = (ms: number): Promise<void> => Promise.resolve(void (clock.nowMs += ms))
  const road = new RoadFirst({ spareCores, nowMs: () => clock.nowMs, sleep, giveWayMaxMs, onGaveWay })
  const goOn = new AbortController().signal
  return { clock, road, turn: () => road.turn(goOn) }
}

test('on a full machine it waits until there is room', async () => {
  const { clock, turn } = scene(60_000, () => (clock.looks < 50 ? 0.4 : 1))
  await turn()
  expect([clock.looks, clock.gaveWayMs]).toEqual([50, 49 * 200])
})

test('it gives way for so long at most, and again once it has caught up', async () => {
  const { clock, road, turn } = scene(1_000, () => 0)
  await turn()
  expect(clock.nowMs).toBe(1_000)
  for (let turns = 0; turns < 10; turns += 1) await turn()
  expect(clock.nowMs).toBe(1_000)
  road.caughtUp()
  await turn()
  expect(clock.nowMs).toBe(2_000)
})

test('moments of room in between do not make it fall behind for good', async () => {
  const { clock, turn } = scene(1_000, () => (clock.looks % 2 === 0 ? 1 : 0))
  for (let turns = 0; turns < 20; turns += 1) await turn()
  expect(clock.gaveWayMs).toBe(1_000)
})

test('where less than a core is spare it takes no more than that', async () => {
  const { clock, road, turn } = scene(60_000, () => 0.5)
  await turn()
  road.worked(1_000)
  await turn()
  // It rests for as long as it worked.
  expect([clock.nowMs, clock.gaveWayMs]).toEqual([200 + 1_000 + 200, 0])
})

test('where a core or more is spare it does not rest, nor when it has to catch up', async () => {
  const idle = scene(60_000, () => 2)
  await idle.turn()
  idle.road.worked(900)
  await idle.turn()
  expect(idle.clock.nowMs).toBe(400)
  const late = scene(1_000, () => 0)
  await late.turn()
  late.road.worked(900)
  await late.turn()
  expect(late.clock.nowMs).toBe(1_000)
})

test('it never gives way where it must not, nor once it is to stop', async () => {
  const never = scene(0, () => 0)
  await never.turn()
  expect(never.clock.looks).toBe(0)
  const stopped = scene(60_000, () => 0)
  await stopped.road.turn(AbortSignal.abort())
  expect(stopped.clock.looks).toBe(0)
})
