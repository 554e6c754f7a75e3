import { eventually } from '@millrace/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { namespace } from '../manifests.ts'
import { replayScene, type ReplayScene } from './replay-scene.fixture.ts'

const events = 10_000
const kills = 2
/** So slow that the kills come while it is under way. Events a second. */
const rateMax = 1_000
const patience = { withinMs: 150_000, everyMs: 50 }
let scene: ReplayScene

beforeAll(async () => {
  scene = await replayScene()
  // Before anybody listens: what a replay makes of them is all that there is.
  await scene.record(events)
  await eventually(async () => {
    const { unheard } = await counted()
    expect(unheard).toBe(events)
  }, patience)
  await scene.addSensor()
  await eventually(async () => {
    const { objects = [] } = await scene.call<{ objects?: { name?: string }[] }>('SystemService/Topology', {})
    expect(objects.some(({ name }) => name === 'tell')).toBe(true)
  }, patience)
}, 200_000)

afterAll(() => scene?.[Symbol.asyncDispose]())

async function counted(): Promise<{ unheard: number; outcomes: number }> {
  const status = await scene.call<{ decisions?: string; outcomes?: string }>('HistoryService/Status', {})
  return { unheard: Number(status.decisions ?? 0), outcomes: Number(status.outcomes ?? 0) }
}

interface Replay {
  readonly id: string
  readonly state: string
  readonly eventsDone?: string
  readonly fired?: string
  readonly skipped?: string
  readonly failed?: string
}

const calls = (): number => scene.calls.values().reduce((sum, count) => sum + count, 0)

/** Begins a replay, kills admin hard while it is under way, again and again, and gives the replay when it has ended. */
async function replayThroughKills(mode: string): Promise<Replay> {
  const request = { namespace, range: {}, mode, rateMax, requestId: mode }
  const { replay } = await scene.call<{ replay: Replay }>('ReplayService/Start', request)
  const before = calls()
  for (let kill = 1; kill <= kills; kill += 1) {
    await eventually(() => expect(calls() - before).toBeGreaterThan((kill * events) / (kills + 2)), patience)
    await scene.admin.process.kill()
    expect(calls() - before, 'the kill came when all was done: nothing is proven').toBeLessThan(events)
    await scene.admin.process.restart()
  }
  return ended(replay.id)
}

async function ended(id: string): Promise<Replay> {
  let replay: Replay | undefined
  await eventually(async () => {
    ;({ replay } = await scene.call<{ replay: Replay }>('ReplayService/Get', { id }))
    expect(replay.state).not.toBe('REPLAY_STATE_RUNNING')
  }, patience)
  if (replay === undefined) throw new Error('no replay was told')
  return replay
}

test('admin is killed twice during a replay with skip-done: it goes on, and each event has its effect once', async () => {
  const replay = await replayThroughKills('REPLAY_MODE_SKIP_DONE')
  expect(replay).toMatchObject({ state: 'REPLAY_STATE_DONE', eventsDone: String(events) })
  expect(replay.failed).toBeUndefined()
  // What it had made due before a kill, and not reported yet, is done when it comes to it again.
  expect(Number(replay.fired) + Number(replay.skipped ?? 0)).toBe(events)
  await eventually(() => expect(scene.calls.size).toBe(events), patience)
  expect(calls()).toBe(events)
}, 300_000)

test('the same during one with force-new: each event has one effect more, and no invocation two', async () => {
  const replay = await replayThroughKills('REPLAY_MODE_FORCE_NEW')
  expect(replay).toMatchObject({ state: 'REPLAY_STATE_DONE', eventsDone: String(events), fired: String(events) })
  await eventually(() => expect(scene.calls.size).toBe(2 * events), patience)
  expect(calls()).toBe(2 * events)
}, 300_000)

test('with skip-done again, nothing is left to do', async () => {
  await eventually(async () => expect((await counted()).outcomes).toBe(2 * events), patience)
  const request = { namespace, range: {}, mode: 'REPLAY_MODE_SKIP_DONE', requestId: 'again' }
  const { replay } = await scene.call<{ replay: Replay }>('ReplayService/Start', request)
  expect(await ended(replay.id)).toMatchObject({ eventsDone: String(events), skipped: String(events) })
  expect(calls()).toBe(2 * events)
}, 200_000)
