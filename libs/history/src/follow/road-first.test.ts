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
  return { clock, road, turn: (storedMs = clock.nowMs) => road.turn(storedMs, goOn) }
}

test('on a full machine it waits until there is room', async () => {
  const { clock, turn } = scene(60_000, () => (clock.looks < 50 ? 0.4 : 1))
  await turn()
  expect([clock.looks, clock.gaveWayMs]).toEqual([50, 49 * 500])
})

test('nothing waits for longer than it may', async () => {
  const { clock, turn } = scene(1_000, () => 0)
  await turn(0)
  expect([clock.nowMs, clock.gaveWayMs]).toEqual([1_000, 1_000])
  clock.nowMs = 30_000
  await turn(29_900)
  expect(clock.nowMs).toBe(30_900)
})

test('what is older than that is not looked for room for', async () => {
  const { clock, turn } = scene(1_000, () => 0)
  clock.nowMs = 5_000
  for (let storedMs = 0; storedMs <= 4_000; storedMs += 100) await turn(storedMs)
  expect([clock.nowMs, clock.looks]).toEqual([5_000, 0])
})

test('where cores stay full it follows at the pace at which events come', async () => {
  const { clock, turn } = scene(1_000, () => 0)
  for (let storedMs = 0; storedMs <= 20_000; storedMs += 50) {
    clock.nowMs = Math.max(clock.nowMs, storedMs)
    await turn(storedMs)
    expect(clock.nowMs - storedMs).toBeLessThanOrEqual(1_000 + 200)
  }
  expect(clock.nowMs).toBeGreaterThanOrEqual(21_000)
})

test('where less than a core is spare it takes no more than that', async () => {
  const { clock, road, turn } = scene(60_000, () => 0.5)
  await turn()
  road.worked(1_000)
  await turn()
  // It rests for as long as it worked.
  expect([clock.nowMs, clock.gaveWayMs]).toEqual([200 + 1_000 + 200, 0])
})

test('where a core or more is spare it does not rest, nor for what has waited for long enough', async () => {
  const idle = scene(60_000, () => 2)
  await idle.turn()
  idle.road.worked(900)
  await idle.turn()
  expect(idle.clock.nowMs).toBe(400)
  const late = scene(1_000, () => 0.5)
  await late.turn(0)
  late.clock.nowMs = 3_000
  late.road.worked(900)
  await late.turn(1_000)
  expect(late.clock.nowMs).toBe(3_000)
  // It rests until then at most.
  late.road.worked(900)
  await late.turn(2_100)
  expect(late.clock.nowMs).toBe(3_100)
})

test('it never gives way where it must not, nor once it is to stop', async () => {
  const never = scene(0, () => 0)
  await never.turn()
  expect(never.clock.looks).toBe(0)
  const stopped = scene(60_000, () => 0)
  await stopped.road.turn(0, AbortSignal.abort())
  expect(stopped.clock.looks).toBe(0)
})
