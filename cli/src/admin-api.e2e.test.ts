import { timestampFromMs } from '@bufbuild/protobuf/wkt'
import { Certainty, InvocationState, Progress } from '@millrace/protocol/admin'
import { Result } from '@millrace/protocol/road'
import { eventually } from '@millrace/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { adminScene, dataOf, within, type AdminScene } from './admin-scene.fixture.ts'

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

describe('events', () => {
  test('published as if received: carried out once for a delivery id, told with data and road, without secrets', async () => {
    const sent = { n: 1, big: 1, nested: { password: 'hush', list: [{ apiKey: 'x', n: 2 }] } }
    const id = await publish('push', sent, 'the-same')
    expect(await publish('push', sent, 'the-same')).toBe(id)
    const { events, road } = await concluded(id)
    expect(events).toHaveLength(1)
    const [event] = events
    expect(event).toMatchObject({
      eventName: 'push',
      deliveryId: 'the-same',
      redacted: true,
      stream: 'EVENTS_default_default',
    })
    expect(dataOf(event!)).toEqual({
      n: 1,
      big: 1,
      nested: { password: '[redacted]', list: [{ apiKey: '[redacted]', n: 2 }] },
    })
    expect(road?.outcomes.filter(({ sensor }) => sensor === 'works')).toMatchObject([
      { result: Result.SUCCEEDED, status: 200 },
    ])
    expect(target.calls.filter(({ path }) => path === '/works')).toHaveLength(1)
    const { summary } = await client.decisions.why({ id })
    expect(summary).toContain('1 duplicate')
  })

  test('what cannot be published is refused with the field, or what there is', async () => {
    const place = { namespace: 'default', eventSource: 'hook', eventName: 'push' }
    const refused = (more: object) => client.events.publish({ ...place, ...more })
    await expect(refused({ eventName: 'nothing' })).rejects.toThrow('it has push, fail, slow, pair')
    await expect(refused({ eventSource: 'nobody' })).rejects.toThrow('no event source default/nobody is in force')
    await expect(refused({ data: Buffer.from('{') })).rejects.toThrow('data: is not JSON')
    await expect(refused({ extensions: { id: 'x' } })).rejects.toThrow('CloudEvents gives this name a meaning')
    await expect(refused({ extensions: { 'Not-One': 'x' } })).rejects.toThrow('extensions["Not-One"]')
  })

  test('are listed from the records, newest first, in pages that neither miss nor repeat one', async () => {
    const from = timestampFromMs(Date.now() - 50)
    const ids: string[] = []
    for (let n = 0; n < 7; n += 1) ids.push(await publish('pair', { n }))
    const filter = { namespace: 'default', eventSource: 'hook', eventName: 'pair', from }
    await eventually(async () => expect((await client.events.list({ filter })).events).toHaveLength(7), within)
    const seen: string[] = []
    let pageToken = ''
    do {
      const page = await client.events.list({ filter, pageSize: 3, pageToken, withData: true })
      seen.push(...page.events.map(({ eventId }) => eventId))
      pageToken = page.nextPageToken
    } while (pageToken !== '')
    expect(seen).toEqual(ids.toReversed())
    const other = client.events.list({ filter: { ...filter, eventName: 'push' }, pageToken: 'e30' })
    await expect(other).rejects.toThrow('page_token')
    expect((await client.events.list({ filter: { ...filter, until: from } })).events).toEqual([])
    expect((await client.events.list({ filter: { namespace: 'elsewhere' } })).events).toEqual([])
  })

  test('are followed as they come, after the last ones, with what becomes of them', async () => {
    const before = await publish('push', { n: 3 })
    await concluded(before)
    const leaving = new AbortController()
    const told: string[] = []
    const following = (async () => {
      const filter = { namespace: 'default', eventSource: 'hook', eventName: 'push' }
      for await (const { item } of client.events.tail(
        { filter, last: 1, withOutcomes: true },
        { signal: leaving.signal },
      )) {
        if (item.case === 'event') told.push(`event ${item.value.eventId}`)
        if (item.case === 'outcome') told.push(`outcome ${item.value.events[0]?.eventId}`)
      }
    })().catch(() => undefined)
    await eventually(() => expect(told).toEqual([`event ${before}`]), within)
    const fresh = await publish('push', { n: 4 })
    await eventually(() => expect(told).toEqual(expect.arrayContaining([`event ${fresh}`, `outcome ${fresh}`])), within)
    leaving.abort()
    await following
    expect(told.filter((line) => line.includes(before))).toHaveLength(1)
  })

  test('an unknown id is told as such', async () => {
    const { events, road } = await client.events.get({ id: 'never-heard-of' })
    expect([events, road?.progress]).toEqual([[], Progress.UNKNOWN])
  })
})

describe('invocations', () => {
  test('are told with their tries, listed in pages, and a waiting one is made due or cancelled', async () => {
    await target.fault({ kind: 'status', status: 503, lasting: { forCalls: 2 } })
    const [first, second] = [await publish('slow', { n: 1 }), await publish('slow', { n: 2 })]
    const invocationOf = async (id: string): Promise<string> => {
      let found = ''
      await eventually(async () => {
        const { road } = await client.events.get({ id })
        expect(road?.outcomes[0]?.result).toBe(Result.RETRYING)
        found = road?.outcomes[0]?.invocationId ?? ''
      }, within)
      return found
    }
    const [retried, cancelled] = [await invocationOf(first), await invocationOf(second)]
    await eventually(async () => {
      const told = await client.invocations.get({ id: retried })
      expect(told).toMatchObject({ state: InvocationState.WAITING, sensor: 'waits', trigger: 'call' })
      expect(told.nextAttemptAtUs).toBeGreaterThan(0n)
    }, within)
    const calls = () => target.calls.filter(({ path }) => path === '/waits').length
    const before = calls()
    expect(await client.invocations.retry({ id: retried, requestId: 'now' })).toMatchObject({
      id: retried,
      redriven: false,
    })
    await eventually(async () => {
      expect((await client.invocations.get({ id: retried })).state).toBe(InvocationState.SUCCEEDED)
    }, within)
    await client.invocations.cancel({ id: cancelled, reason: 'not wanted' })
    const dead = await client.invocations.get({ id: cancelled })
    expect(dead).toMatchObject({ state: InvocationState.DEAD })
    expect(dead.outcomes.at(-1)?.reason).toBe('cancelled by anybody: not wanted')
    expect(calls()).toBe(before + 1)
    await expect(client.invocations.cancel({ id: cancelled })).rejects.toThrow('it was given up')
    await expect(client.invocations.retry({ id: retried, requestId: 'x' })).rejects.toThrow('it succeeded')
    await expect(client.invocations.get({ id: 'f'.repeat(32) })).rejects.toThrow('waits, runs or is among')
    const again = await client.invocations.retry({ id: cancelled, requestId: 'after all' })
    expect(again.redriven).toBe(true)
    await eventually(async () => {
      expect((await client.invocations.get({ id: again.id })).state).toBe(InvocationState.SUCCEEDED)
    }, within)
    const page = await client.invocations.list({ sensor: 'waits', namespace: 'default', pageSize: 2 })
    expect(page.outcomes).toHaveLength(2)
    const next = await client.invocations.list({
      sensor: 'waits',
      namespace: 'default',
      pageSize: 2,
      pageToken: page.nextPageToken,
    })
    const keys = [...page.outcomes, ...next.outcomes].map((one) => `${one.invocationId}/${one.attempt}/${one.result}`)
    expect(new Set(keys).size).toBe(keys.length)
    const { outcomes } = await client.invocations.list({
      results: [Result.DEAD],
      sensor: 'waits',
      namespace: 'default',
    })
    expect(outcomes.map(({ invocationId }) => invocationId)).toEqual([cancelled])
  })
})

describe('dead letters', () => {
  test('are listed by what they have in common, told, redriven by query and discarded', async () => {
    await target.fault({ kind: 'status', status: 500, lasting: { forCalls: 3 } })
    for (let n = 0; n < 3; n += 1) await publish('fail', { n, token: 'hush' })
    const filter = { namespace: 'default', sensor: 'fails' }
    await eventually(async () => expect((await client.dead.list({ filter })).total).toBe(3n), within)
    const page = await client.dead.list({ filter, pageSize: 2 })
    const rest = await client.dead.list({ filter, pageSize: 2, pageToken: page.nextPageToken })
    const ids = [...page.deadLetters, ...rest.deadLetters].map(({ outcome }) => outcome?.invocationId ?? '')
    expect([new Set(ids).size, rest.nextPageToken]).toEqual([3, ''])
    const narrowed = async (more: object) => (await client.dead.list({ filter: { ...filter, ...more } })).total
    expect(await narrowed({ reasonContains: 'answered 500' })).toBe(3n)
    expect(await narrowed({ reasonContains: 'answered 404' })).toBe(0n)
    expect(await narrowed({ certainty: Certainty.UNCERTAIN })).toBe(0n)
    expect(await narrowed({ until: timestampFromMs(1) })).toBe(0n)
    const got = await client.dead.get({ id: ids[0]! })
    expect(got.deadLetter?.outcome).toMatchObject({ invocationId: ids[0], status: 500 })
    expect(got.redacted).toBe(true)
    expect(
      JSON.stringify(got, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
    ).not.toContain('hush')
    expect(await client.dead.redrive({ filter, requestId: 'r', dryRun: true })).toMatchObject({
      left: 3n,
      redrives: [],
    })
    expect((await client.dead.redrive({ ids: [ids[0]!], requestId: 'r' })).redrives).toHaveLength(1)
    expect((await client.dead.redrive({ filter, requestId: 'all' })).redrives).toHaveLength(2)
    await eventually(() => expect(target.calls.filter(({ path }) => path === '/fails')).toHaveLength(6), within)
    expect(await client.dead.discard({ filter, dryRun: true })).toMatchObject({ left: 3n, discarded: 0n })
    expect((await client.dead.discard({ ids: [ids[1]!], reason: 'seen' })).discarded).toBe(1n)
    await expect(client.dead.get({ id: ids[1]! })).rejects.toThrow('no dead letter has the id')
    expect((await client.dead.discard({ filter })).discarded).toBe(2n)
    expect((await client.dead.list({ filter, withRedriven: true })).total).toBe(0n)
  })
})
