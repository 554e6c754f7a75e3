import { startConstellation, type Constellation } from '@millrace/bench'
import { deadFilter, openBus, outcomesStream } from '@millrace/bus'
import { freePort } from '@millrace/servers'
import { eventually, httpTarget, tempFolder } from '@millrace/testkit'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { document } from './manifests.ts'
import { seededRandom, type Random } from './random.ts'

const events = 24
const kills = 12
/** More than the bus takes in a message. */
const fill = 'x'.repeat(8_600_000)
const killed = ['ingest', 'dedup', 'router', 'trigger-executor'] as const

/** The router must read the end of the data to let it pass, the executor to say which it was. */
function manifests(port: number, target: string): string {
  const filters = { data: [{ path: 'body.last', type: 'string', value: ['end'] }] }
  const dependencies = [{ name: 'large', eventSourceName: 'hook', eventName: 'large', filters }]
  const payload = ['id', 'last'].map((name) => ({
    src: { dependencyName: 'large', dataKey: `body.${name}` },
    dest: name,
  }))
  const trigger = {
    template: { name: 'tell', http: { url: target, method: 'POST', payload } },
    atLeastOnce: true,
    retryStrategy: { steps: 8, duration: '250ms', factor: 2 },
  }
  const webhook = { large: { port: String(port), endpoint: '/large', method: 'POST', maxPayloadSize: 16_000_000 } }
  const objects = [
    document('EventSource', 'hook', { webhook }),
    document('Sensor', 'tell', { dependencies, triggers: [trigger] }),
  ]
  return objects.map((object) => JSON.stringify(object)).join('\n---\n')
}

/** Sends until it is answered for, as senders do, and once more. */
async function send(url: string, id: string): Promise<void> {
  const body = JSON.stringify({ id, fill, last: 'end' })
  const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': id }
  for (let accepted = 0; accepted < 2;) {
    const status = await fetch(url, { method: 'POST', headers, body }).then(
      (answer) => answer.status,
      () => 0,
    )
    if (status === 200) accepted += 1
    else await sleep(100)
  }
}

async function killSome(constellation: Constellation, random: Random): Promise<void> {
  for (let nth = 0; nth < kills; nth += 1) {
    await sleep(random.int(100, 900))
    const [victim] = constellation.replicasOf(killed[nth % killed.length] ?? 'router')
    await victim?.process.kill()
    await victim?.process.restart()
  }
}

test('large payloads that were acknowledged have their effect once, whole, whatever is killed', async () => {
  const seed = Date.now() % 2 ** 31
  await using folder = await tempFolder()
  await using target = await httpTarget()
  const port = await freePort()
  await mkdir(join(folder.path, 'manifests'))
  await writeFile(join(folder.path, 'manifests', 'large.yaml'), manifests(port, target.url))
  await using constellation = await startConstellation({
    dir: folder.path,
    manifests: join(folder.path, 'manifests'),
    opensPort: port,
    replicas: { admin: 0 },
    sync: 'lazy',
    env: process.env,
    settings: { MILLRACE_ACK_WAIT: '3s', MILLRACE_LEASE: '3s' },
  })
  const killing = killSome(constellation, seededRandom(seed))
  for (let nth = 0; nth < events; nth += 1) await send(`http://127.0.0.1:${port}/large`, `large-${nth}`)
  await killing
  await eventually(() => expect(target.byBodyId.size, `seed ${seed}`).toBe(events), { withinMs: 120_000, everyMs: 200 })
  await using bus = await openBus({ url: constellation.nats.url, name: 'faults' })
  const left = async (stream: string): Promise<number> => (await bus.manager.streams.info(stream)).state.messages
  await eventually(async () => expect(await left('INVOCATIONS'), `seed ${seed}`).toBe(0), { withinMs: 60_000 })
  const effects = [...target.byBodyId].map(([id, counts]) => [id, counts.effects])
  expect(
    effects.filter(([, count]) => count !== 1),
    `seed ${seed}`,
  ).toEqual([])
  expect(target.calls.every(({ body }) => body.includes('"last":"end"'))).toBe(true)
  const dead = await bus.manager.streams.info(outcomesStream, { subjects_filter: deadFilter() })
  expect(Object.keys(dead.state.subjects ?? {}), `seed ${seed}`).toEqual([])
}, 400_000)
