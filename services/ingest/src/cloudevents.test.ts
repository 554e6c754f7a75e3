import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { manifest, openSite, payloadOf, type Answer, type Site } from './ingest.fixture.ts'

const sources =
  manifest(
    'shop',
    `  eventBusName: loud
  webhook:
    order: {endpoint: /order, port: "PORT", method: POST}
    locked: {endpoint: /locked, port: "PORT", method: POST, authSecret: {name: hook, key: token}}
    filtered: {endpoint: /filtered, port: "PORT", method: POST, filter: {expression: keep}}
  github:
    proven:
      webhook: {endpoint: /github, port: "PORT"}
      repositories: [{owner: o, names: [n]}]
      webhookSecret: {name: hook, key: github}`,
  ) + manifest('clock', '  calendar:\n    tick: {interval: 10s}')

const expressions = {
  filter: () => (payload: unknown) => (payload as { body: { keep?: boolean } }).body.keep === true,
  deliveryId: () => () => '',
}

let site: Site
beforeAll(async () => {
  site = await openSite(sources, {
    expressions,
    config: { allowedOrigins: ['a.example.com'], allowedRatePerMinute: 120 },
  })
  await site.secret('hook', 'token', 't')
})
afterAll(() => site[Symbol.asyncDispose]())
beforeEach(() => {
  site.deliveries.splice(0)
})

const attributes = { 'ce-specversion': '1.0', 'ce-id': 'e 1', 'ce-source': '/orders', 'ce-type': 'placed' }
const structured = { 'Content-Type': 'application/cloudevents+json' }
const batched = { 'Content-Type': 'application/cloudevents-batch+json' }
const event = (id: string, more = ''): string =>
  `{"specversion":"1.0","id":"${id}","source":"/orders","type":"placed"${more}}`

const post = (headers: Record<string, string>, body: string, path = 'ns/shop/order'): Promise<Answer> =>
  site.send(`/cloudevents/${path}`, { headers, body })

describe('an event keeps its own id, source, type, attributes and data', () => {
  test('in binary mode', async () => {
    const data = '{ "n": 12345678901234567890 }'
    const headers = {
      ...attributes,
      'Content-Type': 'application/json',
      'ce-time': '2026-01-01T00:00:00Z',
      'ce-x': '1',
    }
    const answer = await post(headers, data)
    expect(answer).toMatchObject({ status: 200, body: 'success' })
    expect(answer.headers['x-millrace-event-id']).toBe('e%201')
    const [delivery] = site.deliveries
    expect(delivery).toMatchObject({ namespace: 'ns', bus: 'loud', eventSource: 'shop', eventName: 'order' })
    expect(delivery?.deliveryId).toBe('/orders e 1')
    expect(delivery?.event).toMatchObject({ id: 'e 1', source: '/orders', type: 'placed' })
    expect(delivery?.event.attributes.get('x')).toBe('1')
    expect(delivery?.event.attributes.get('time')).toEqual({ seconds: Date.UTC(2026) / 1000, nanos: 0 })
    expect(payloadOf(delivery)).toBe(data)
  })

  test('in structured mode, with types', async () => {
    await post(structured, event('s', ',"count":3,"flag":true,"data": {"a" : 1.50}'))
    expect(site.deliveries[0]?.event.attributes.get('count')).toBe(3)
    expect(site.deliveries[0]?.event.attributes.get('flag')).toBe(true)
    expect(payloadOf(site.deliveries[0])).toBe('{"a" : 1.50}')
  })

  test('in batched mode, and all ids are told', async () => {
    const answer = await post({ ...batched, Accept: 'application/json' }, `[${event('1')},${event('2')}]`)
    expect(answer.status).toBe(200)
    expect(JSON.parse(answer.body)).toEqual({
      events: [
        { eventId: '1', deliveryId: '/orders 1' },
        { eventId: '2', deliveryId: '/orders 2' },
      ],
      durability: 'fsync',
    })
    expect(answer.headers['x-millrace-event-id']).toBe('1, 2')
    expect(site.deliveries.map((delivery) => delivery.event.id)).toEqual(['1', '2'])
  })

  test('for an event that is no webhook', async () => {
    expect((await post(structured, event('1'), 'ns/clock/tick')).status).toBe(200)
    expect(site.deliveries[0]).toMatchObject({ eventSource: 'clock', eventName: 'tick' })
  })

  test('its own trace is continued before that of the request', async () => {
    const own = '0af7651916cd43dd8448eb211c80319c'
    const headers = { ...attributes, 'ce-traceparent': `00-${own}-b7ad6b7169203331-01` }
    await post({ ...headers, traceparent: `00-${own.replaceAll('0', '1')}-b7ad6b7169203331-01` }, '')
    expect(site.deliveries[0]?.event.attributes.get('traceparent')).toMatch(new RegExp(`^00-${own}-`, 'u'))
  })
})

describe('refusals', () => {
  test.each([
    ['ns/shop/absent', 404, 'has no event "absent"'],
    ['ns/absent/order', 404, 'there is no EventSource "ns/absent"'],
    ['other/shop/order', 404, 'there is no EventSource "other/shop"'],
    ['', 404, 'there is no EventSource'],
    ['ns/shop', 404, 'has no event ""'],
    ['ns/shop/locked', 401, 'Invalid Authorization Header'],
    ['ns/shop/proven', 403, 'webhookSecret'],
  ])('/cloudevents/%s is %d: %s', async (path, status, reason) => {
    const answer = await post(structured, event('1'), path)
    expect(answer.status).toBe(status)
    expect(answer.body).toContain(reason)
    expect(site.deliveries).toEqual([])
  })

  test('credentials are those of the event', async () => {
    expect((await post({ ...structured, Authorization: 'Bearer t' }, event('1'), 'ns/shop/locked')).status).toBe(200)
  })

  test.each([
    ['no event', {}, '{}', 400],
    ['a missing attribute', { ...attributes, 'ce-type': '' }, '', 400],
    ['malformed JSON', structured, '{', 400],
    ['data that is not the JSON it says', { ...attributes, 'Content-Type': 'application/json' }, '{', 400],
    ['another event format', { 'Content-Type': 'application/cloudevents+avro' }, '', 415],
    ['one bad event of a batch', batched, `[${event('1')},{}]`, 400],
    ['too many events', batched, `[${Array.from({ length: 1_001 }, () => '0').join(',')}]`, 413],
    ['data nested too deep', structured, event('1', `,"data":${'['.repeat(1_001)}${']'.repeat(1_001)}`), 400],
  ])('%s', async (_what, headers, body, status) => {
    const answer = await post(headers, body)
    expect([answer.status, answer.body]).toEqual([status, expect.any(String)])
    expect(site.deliveries).toEqual([])
  })

  test('a batch of which one event is not stored is not stored for the sender', async () => {
    const { publish } = site
    site.publish = (delivery) =>
      delivery.event.id === '2'
        ? Promise.reject(Object.assign(new Error('x'), { code: 'bus-away' }))
        : publish(delivery)
    const answer = await post(batched, `[${event('1')},${event('2')}]`)
    site.publish = publish
    expect(answer.status).toBe(503)
  })
})

test('the filter sees the data as body', async () => {
  await post(structured, event('1', ',"data":{"keep":true}'), 'ns/shop/filtered')
  await post(structured, event('2', ',"data":{"keep":false}'), 'ns/shop/filtered')
  expect(site.deliveries.map((delivery) => delivery.event.id)).toEqual(['1'])
})

describe('the handshake', () => {
  const ask = (headers: Record<string, string>, path = 'ns/shop/order'): Promise<Answer> =>
    site.send(`/cloudevents/${path}`, { method: 'OPTIONS', headers })

  test('permits an allowed origin', async () => {
    const answer = await ask({ 'WebHook-Request-Origin': 'A.example.com', 'WebHook-Request-Rate': '1000' })
    expect(answer.status).toBe(200)
    expect(answer.headers).toMatchObject({
      allow: 'POST, OPTIONS',
      'webhook-allowed-origin': 'A.example.com',
      'webhook-allowed-rate': '120',
    })
  })

  test('permits no other, and nobody who does not ask', async () => {
    for (const headers of [{ 'WebHook-Request-Origin': 'evil.example.com' }, {}] as Record<string, string>[]) {
      const answer = await ask(headers)
      expect(answer.headers['allow']).toBe('POST, OPTIONS')
      expect(answer.headers['webhook-allowed-origin']).toBeUndefined()
    }
  })

  test('is for events that exist; other methods are 405', async () => {
    expect((await ask({ 'WebHook-Request-Origin': 'a.example.com' }, 'ns/shop/absent')).status).toBe(404)
    const answer = await site.send('/cloudevents/ns/shop/order', { method: 'GET' })
    expect([answer.status, answer.headers['allow']]).toEqual([405, 'POST, OPTIONS'])
  })
})

test('the policy decides who may send CloudEvents at all', async () => {
  await using authenticated = await openSite(sources, { expressions, config: { cloudEvents: 'authenticated' } })
  await authenticated.secret('hook', 'token', 't')
  const body = event('1')
  const status = async (path: string): Promise<number> =>
    (
      await authenticated.send(`/cloudevents/ns/shop/${path}`, {
        headers: { ...structured, Authorization: 'Bearer t' },
        body,
      })
    ).status
  expect([await status('order'), await status('locked')]).toEqual([403, 200])
  await using off = await openSite(sources, { expressions, config: { cloudEvents: 'off' } })
  expect((await off.send('/cloudevents/ns/shop/order', { headers: structured, body })).status).toBe(404)
})

test('where no manifest names a port, the default port is there for CloudEvents', async () => {
  await using site = await openSite('')
  await using other = await openSite(manifest('clock', '  calendar:\n    tick: {interval: 10s}'), {
    port: site.port,
    config: { portDefault: site.port },
  })
  expect(site.ingest.openPorts).toEqual([])
  expect(other.ingest.openPorts).toEqual([site.port])
  expect((await other.send('/cloudevents/ns/clock/tick', { headers: structured, body: event('1') })).status).toBe(200)
})
