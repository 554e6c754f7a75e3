import { startConstellation, type Constellation } from '@millrace/bench'
import type { ManagedProcess } from '@millrace/servers'
import { eventually, freePort, tempFolder } from '@millrace/testkit'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { joinManifestsText } from './join-manifests.ts'
import { pairedTarget, type PairedTarget } from './paired-target.fixture.ts'

const slots = 20
/** A half is sent again until it is acknowledged; the other waits as long. */
const patienceMs = 90_000
const sides = ['left', 'right'] as const

test('every pair of halves has its effect once, through kills of routers, dedup, executor, NATS and Redis', async () => {
  await using folder = await tempFolder()
  await using target = await pairedTarget()
  const webhook = await freePort()
  const manifests = join(folder.path, 'manifests')
  await mkdir(manifests)
  await writeFile(join(manifests, 'joins.yaml'), joinManifestsText(slots, { webhook, target: target.port }))
  await using constellation = await startConstellation({
    dir: folder.path,
    manifests,
    opensPort: webhook,
    replicas: { ingest: 1, dedup: 1, router: 3, 'trigger-executor': 2, admin: 0 },
    sync: 'always',
    env: process.env,
    settings: { MILLRACE_ACK_WAIT: '3s', MILLRACE_LEASE: '3s' },
  })
  await untilHeard(webhook, target)
  const before = target.effects.length
  const ending = new AbortController()
  const url = `http://127.0.0.1:${webhook}`
  const loops = Array.from({ length: slots }, (_, slot) => sendPairs(slot, url, target, ending.signal))
  const kills = await killInTurn(constellation)
  ending.abort()
  const sent = (await Promise.all(loops)).flat()
  const effects = target.effects.slice(before)
  console.info(`${kills} kills, ${sent.length} pairs`)
  expect(effects.map(({ left, right }) => `${left} ${right}`).sort()).toEqual(
    sent.map((id) => `left ${id} right ${id}`).sort(),
  )
  expect(sent.length).toBeGreaterThan(slots * 3)
})

/** One pair after the other in each slot: a half that is lost keeps its slot waiting until the test fails. */
async function sendPairs(slot: number, url: string, target: PairedTarget, stop: AbortSignal): Promise<string[]> {
  const sent: string[] = []
  while (!stop.aborted) {
    const id = `${slot}.${sent.length}`
    const order = sent.length % 2 === 0 ? sides : sides.toReversed()
    for (const side of order) await sendHalf(`${url}/${side}`, side, slot, id)
    sent.push(id)
    await eventually(() => target.has(`left ${id}`), { withinMs: patienceMs, everyMs: 25 })
  }
  return sent
}

async function sendHalf(url: string, side: string, slot: number, id: string): Promise<void> {
  const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': `${side}-${id}` }
  const body = JSON.stringify({ slot, id: `${side} ${id}` })
  const isAcked = async (): Promise<boolean> => {
    const signal = AbortSignal.timeout(10_000)
    return (await fetch(url, { method: 'POST', headers, body, signal })).ok
  }
  await eventually(isAcked, { withinMs: patienceMs, everyMs: 100 })
}

/** The first events may come before the sensor is in force everywhere. */
async function untilHeard(webhook: number, target: PairedTarget): Promise<void> {
  const url = `http://127.0.0.1:${webhook}`
  let tries = 0
  const isHeard = async (): Promise<boolean> => {
    const id = `probe.${(tries += 1)}`
    for (const side of sides) await sendHalf(`${url}/${side}`, side, 0, id)
    await sleep(500)
    return target.has(`left ${id}`)
  }
  await eventually(isHeard, { withinMs: 60_000 })
}

/** Routers most of all, each time another one. */
async function killInTurn(constellation: Constellation): Promise<number> {
  const { nats, redis } = constellation
  const processesOf = (service: 'router' | 'dedup' | 'trigger-executor'): readonly ManagedProcess[] =>
    constellation.replicasOf(service).map(({ process }) => process)
  const routers = processesOf('router')
  const others = [processesOf('dedup')[0], nats, processesOf('trigger-executor')[0], redis]
  const victims = others.flatMap((other, nth) => [routers[nth % 3], routers[(nth + 1) % 3], other])
  let kills = 0
  for (const victim of victims) {
    if (victim === undefined) continue
    await sleep(400)
    await killOnce(victim)
    kills += 1
  }
  await sleep(1_000)
  return kills
}

async function killOnce(victim: ManagedProcess): Promise<void> {
  await victim.kill()
  await victim.restart()
}
