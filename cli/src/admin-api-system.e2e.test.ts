import { AuditStage, ConnectionState, DifferenceKind, EffectState } from '@millrace/protocol/admin'
import { eventually } from '@millrace/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { adminScene, within, type AdminScene } from './admin-scene.fixture.ts'

let scene: AdminScene
let target: AdminScene['target']
let client: AdminScene['client']
let publish: AdminScene['publish']
let concluded: AdminScene['concluded']

beforeAll(async () => {
  scene = await adminScene()
  ;({ target, client, publish, concluded } = scene)
}, 60_000)
afterAll(() => scene?.[Symbol.asyncDispose]())

describe('sensors', () => {
  const changed = (value: string) => `
kind: Sensor
apiVersion: argoproj.io/v1alpha1
metadata: {name: works, namespace: default}
spec:
  dependencies:
  - name: d
    eventSourceName: hook
    eventName: push
    filters: {data: [{path: n, type: number, comparator: ">", value: ["${value}"]}]}
  triggers:
  - template: {name: call, http: {url: "http://elsewhere/works", method: POST, payload: [{src: {dependencyName: d, dataKey: n}, dest: n}]}}
`

  test('are listed and told, paused and resumed', async () => {
    const { sensors } = await client.sensors.list({ namespace: 'default' })
    expect(sensors.map(({ name }) => name)).toEqual(['fails', 'joins', 'waits', 'works'])
    const page = await client.sensors.list({ pageSize: 3 })
    const rest = await client.sensors.list({ pageSize: 3, pageToken: page.nextPageToken })
    expect(rest.sensors.map(({ name }) => name)).toEqual(['works'])
    const pausedOf = async () =>
      (await client.sensors.get({ namespace: 'default', name: 'works' })).sensor?.triggers[0]?.paused
    await client.sensors.pause({ namespace: 'default', sensor: 'works', trigger: 'call' })
    expect(await pausedOf()).toBe(true)
    expect((await client.sensors.pauses({ namespace: 'default' })).paused).toMatchObject([
      { sensor: 'works', by: 'command' },
    ])
    expect(await client.sensors.resume({ namespace: 'default', sensor: 'works' })).toMatchObject({
      ended: 1,
      stillPaused: false,
    })
    expect(await pausedOf()).toBe(false)
    const { manifest } = await client.sensors.get({ namespace: 'default', name: 'works' })
    expect(JSON.parse(manifest)).toMatchObject({ kind: 'Sensor', metadata: { name: 'works' } })
    await expect(client.sensors.get({ namespace: 'default', name: 'nobody' })).rejects.toThrow(
      'no sensor default/nobody',
    )
  })

  test('say what they would do with events, and do none of it', async () => {
    const before = target.calls.length
    const run = await client.sensors.dryRun({
      namespace: 'default',
      name: 'works',
      events: [{ json: '{"n":5}' }, { json: '{"n":-1}', dependency: 'd' }],
    })
    expect(run.events.map(({ dependencies }) => dependencies[0]?.accepted)).toEqual([true, false])
    expect(run.triggers).toMatchObject([{ trigger: 'call', firings: [{ request: expect.stringContaining('/works') }] }])
    const given = await client.sensors.dryRun({
      namespace: 'default',
      manifest: changed('7'),
      events: [{ json: '{"n":5}' }],
    })
    expect(given.triggers[0]?.firings).toEqual([])
    await expect(
      client.sensors.dryRun({ namespace: 'default', manifest: 'kind: Sensor', events: [{ json: '{}' }] }),
    ).rejects.toThrow('the manifest has errors')
    await expect(
      client.sensors.dryRun({ namespace: 'default', name: 'works', events: [{ json: '{' }] }),
    ).rejects.toThrow('events[0].json: is not JSON')
    expect(target.calls).toHaveLength(before)
  })

  test('a changed one is compared with the one in force over the last real events', async () => {
    const ids = [await publish('push', { n: 10 }), await publish('push', { n: 1 })]
    for (const id of ids) await concluded(id)
    const preview = await client.sensors.preview({ namespace: 'default', manifest: changed('5') })
    expect(preview.events).toBeGreaterThanOrEqual(2n)
    const of = (id: string) => preview.firings.find(({ events }) => events['d'] === id)
    expect(of(ids[0]!)).toMatchObject({ kind: DifferenceKind.CHANGED, trigger: 'call' })
    expect(of(ids[0]!)?.after).toContain('http://elsewhere/works')
    expect(of(ids[1]!)).toMatchObject({
      kind: DifferenceKind.REMOVED,
      after: '',
      reason: 'd: filters.data[0]: found 1, expected > 5',
    })
    const [call] = preview.triggers
    expect(call?.firedAfter).toBeLessThan(call?.firedBefore ?? 0n)
  })

  test('joins that wait are listed', async () => {
    // An event of the other dependency may be waiting already: the first one fires with it then.
    await publish('pair', { n: 1 })
    await publish('pair', { n: 2 })
    await eventually(async () => {
      const { joins, total } = await client.sensors.joins({ namespace: 'default', sensor: 'joins' })
      expect([joins[0]?.trigger, total]).toEqual(['both', 1])
    }, within)
  })
})

test('sources are listed with how they fare, their last event and who listens', async () => {
  const id = await publish('push', { n: 1 })
  await concluded(id)
  const { sources } = await client.sources.list({ namespace: 'default' })
  expect(sources.every(({ state, lastError }) => state === ConnectionState.CONNECTED && lastError === '')).toBe(true)
  expect(sources.map(({ eventName }) => eventName)).toEqual(['fail', 'pair', 'push', 'slow'])
  expect(sources[2]).toMatchObject({ type: 'webhook', lastEventId: id, sensors: ['joins', 'works'] })
})

test('a delivery id is looked up and forgotten; then it passes again', async () => {
  const delivery = { namespace: 'default', eventSource: 'hook', eventName: 'push', deliveryId: 'once' }
  const lookup = async () => {
    const { known } = await client.dedup.lookup({ key: { case: 'delivery', value: delivery } })
    return known.case === 'delivery' ? known.value : undefined
  }
  expect((await lookup())?.known).toBe(false)
  const id = await publish('push', { n: 1 }, 'once')
  const { road } = await concluded(id)
  const known = await lookup()
  expect(known).toMatchObject({ known: true, nth: 0 })
  expect(known?.forgottenAtUs).toBeGreaterThan(BigInt(Date.now()) * 1_000n)
  const effect = await client.dedup.lookup({
    key: { case: 'invocationId', value: road?.outcomes[0]?.invocationId ?? '' },
  })
  expect(effect.known).toMatchObject({ case: 'effect', value: { state: EffectState.DONE } })
  expect((await client.dedup.forget({ delivery })).forgotten).toBe(true)
  expect((await client.dedup.forget({ delivery })).forgotten).toBe(false)
  expect((await lookup())?.known).toBe(false)
})

describe('the system', () => {
  test('tells its topology, health and version', async () => {
    const { objects } = await client.system.topology({ namespace: 'default' })
    expect(objects.map(({ kind, name }) => `${kind} ${name}`)).toContain('Sensor works')
    expect((await client.system.topology({ namespace: 'elsewhere' })).objects).toEqual([])
    expect((await client.system.health({})).ok).toBe(true)
    expect(await client.system.version({})).toMatchObject({
      nodeVersion: process.versions.node,
      natsVersion: expect.stringMatching(/^2\./u),
    })
  })

  test('tells the lag of each hop, and how old what waits is', async () => {
    await client.sensors.pause({ namespace: 'default', sensor: 'works' })
    await publish('push', { n: 2 })
    await eventually(async () => {
      const { hops } = await client.system.lag({})
      // The router is there once for each record that it reads.
      expect([...new Set(hops.map(({ hop }) => hop))]).toEqual([
        'dedup',
        'router',
        'trigger-executor',
        'retries',
        'held',
      ])
      expect(hops.at(-1)).toMatchObject({ hop: 'held', pending: 1n })
      expect(hops.at(-1)?.oldestAgeUs).toBeGreaterThan(0n)
    }, within)
    await client.sensors.resume({ namespace: 'default', sensor: 'works' })
    await eventually(async () => expect((await client.system.lag({})).hops.at(-1)?.pending).toBe(0n), within)
  })

  test('tells the flow of each hop and trigger', async () => {
    const { hops, triggers, windowSeconds } = await client.system.flow({ namespace: 'default', windowSeconds: 600 })
    expect(windowSeconds).toBe(600)
    expect(hops.map(({ hop }) => hop)).toEqual([
      'ingest to dedup',
      'dedup to router',
      'router to executor',
      'target',
      'whole road',
    ])
    for (const { latency } of hops) expect(latency?.maxUs).toBeGreaterThanOrEqual(latency?.p50Us ?? 0n)
    const works = triggers.find(({ sensor }) => sensor === 'works')
    expect(works?.succeededPerSecond).toBeGreaterThan(0)
  })
})

test('every change is in the audit, before and after it was made, and nothing that only looked', async () => {
  await client.sensors.pause({ namespace: 'default', sensor: 'fails' })
  await client.sensors.resume({ namespace: 'default', sensor: 'fails' })
  await client.sensors.pause({ namespace: 'default', sensor: 'nobody' }).catch(() => undefined)
  const { entries } = await client.audit.list({ namespace: 'default', pageSize: 6 })
  expect(entries.map(({ method, stage }) => [method.replace('millrace.admin.v1.', ''), stage])).toEqual([
    ['SensorService/Pause', AuditStage.FAILED],
    ['SensorService/Pause', AuditStage.INTENDED],
    ['SensorService/Resume', AuditStage.DONE],
    ['SensorService/Resume', AuditStage.INTENDED],
    ['SensorService/Pause', AuditStage.DONE],
    ['SensorService/Pause', AuditStage.INTENDED],
  ])
  expect(entries[0]).toMatchObject({ code: 'NOT_FOUND', caller: 'anybody', authenticatedBy: 'anybody' })
  expect(new Set(entries.map(({ callId }) => callId)).size).toBe(3)
  expect(JSON.parse(entries[1]?.request ?? '')).toEqual({ namespace: 'default', sensor: 'nobody' })
  const all: string[] = []
  let pageToken = ''
  do {
    const page = await client.audit.list({ pageSize: 7, pageToken })
    all.push(...page.entries.map(({ callId, stage }) => `${callId} ${stage}`))
    pageToken = page.nextPageToken
  } while (pageToken !== '')
  expect(new Set(all).size).toBe(all.length)
  const { entries: published } = await client.audit.list({ namespace: 'default', pageSize: 500 })
  const texts = published.map(({ request }) => request).join('')
  expect(texts).not.toContain('hush')
})
