import { eventually } from '@millrace/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { manifest, openSite, payloadOf, type Answer, type Site } from './ingest.fixture.ts'

const webhooks = manifest(
  'shop',
  `  webhook:
    order: {endpoint: /order, port: "PORT", method: POST}
    query: {endpoint: /query, port: "PORT", method: GET}
    put: {endpoint: /put, port: "PORT", method: PUT}
    item: {endpoint: "/item/{id}", port: "PORT", method: POST}
    numbered: {endpoint: "/n/{id:[0-9]+}", port: "PORT", method: POST}
    small: {endpoint: /small, port: "PORT", method: POST, maxPayloadSize: 10}
    locked: {endpoint: /locked, port: "PORT", method: POST, authSecret: {name: hook, key: token}}
    basic:
      endpoint: /basic
      port: "PORT"
      method: POST
      basicAuth: {username: {name: hook, key: user}, password: {name: hook, key: password}}
    extra:
      endpoint: /extra
      port: "PORT"
      method: POST
      metadata: {z: "1", a: "<&>"}`,
)

let site: Site
beforeAll(async () => {
  site = await openSite(webhooks)
})
afterAll(() => site[Symbol.asyncDispose]())
beforeEach(() => {
  site.deliveries.splice(0)
})

describe('what is stored', () => {
  test('the CloudEvent of a delivery', async () => {
    const before = Date.now() * 1_000 - 50_000
    const answer = await site.send('/order', { body: '{"a":1}' })
    expect(answer).toMatchObject({ status: 200, body: 'success' })
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8')
    const [delivery] = site.deliveries
    expect(delivery).toMatchObject({ namespace: 'ns', bus: 'default', eventSource: 'shop', eventName: 'order' })
    expect(delivery).toMatchObject({ deliveryId: '', dedupWindowMs: 0 })
    expect(delivery?.receivedAtUs).toBeGreaterThan(before)
    const event = delivery?.event
    expect(event).toMatchObject({ source: 'shop', type: 'webhook' })
    expect(event?.id).toMatch(/^[0-9a-f]{32}$/u)
    expect(event?.id).toBe(answer.headers['x-millrace-event-id'])
    expect(event?.attributes.get('subject')).toBe('order')
    expect(event?.attributes.get('datacontenttype')).toBe('application/json')
    expect(event?.attributes.get('traceparent')).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[0-3]$/u)
    const receivedAtUs = delivery?.receivedAtUs ?? 0
    const seconds = Math.floor(receivedAtUs / 1e6)
    expect(event?.attributes.get('time')).toEqual({ seconds, nanos: (receivedAtUs % 1e6) * 1e3 })
  })

  test('the payload: canonical headers without Host, the body compact with its digits and order', async () => {
    const headers = ['host', 'x', 'x-b', '2', 'Content-Type', 'application/json', 'X-B', '1', 'Content-Length', '44']
    const body = '{ "z" : 12345678901234567890.10, "a": "<é>" }'
    headers[9] = String(Buffer.byteLength(body))
    await site.send('/order', { headers: [...headers, 'Connection', 'close'], body })
    expect(payloadOf(site.deliveries[0])).toBe(
      String.raw`{"header":{"Connection":["close"],"Content-Length":["46"],"Content-Type":["application/json"],"X-B":["2","1"]},` +
        String.raw`"body":{"z":12345678901234567890.10,"a":"\u003cé\u003e"}}`,
    )
  })

  test('chunked bodies: Transfer-Encoding is absent', async () => {
    await site.send('/order', { headers: { 'Transfer-Encoding': 'chunked', Connection: 'close' }, body: '[1]' })
    expect(payloadOf(site.deliveries[0])).toBe('{"header":{"Connection":["close"]},"body":[1]}')
  })

  test('metadata stands last, its keys sorted', async () => {
    await site.send('/extra', { body: '1' })
    expect(payloadOf(site.deliveries[0])).toMatch(/"body":1,"metadata":\{"a":"\\u003c\\u0026\\u003e","z":"1"\}\}$/u)
  })

  test('GET: the query is the body', async () => {
    await site.send('/query?b=2&a=x+y&b=%3C', { method: 'GET' })
    expect(payloadOf(site.deliveries[0])).toContain(String.raw`"body":{"a":["x y"],"b":["2","\u003c"]}}`)
    await site.send('/query', { method: 'GET' })
    expect(payloadOf(site.deliveries[1])).toContain('"body":{}}')
  })

  test('a form is the body where the content type is exactly that of a form', async () => {
    const type = 'application/x-www-form-urlencoded'
    await site.send('/order', { headers: { 'Content-Type': type }, body: 'b=2&a=1&b=3' })
    expect(payloadOf(site.deliveries[0])).toContain('"body":{"a":["1"],"b":["2","3"]}}')
    await site.send('/order', { headers: { 'Content-Type': `${type}; charset=utf-8` }, body: '{"json":true}' })
    expect(payloadOf(site.deliveries[1])).toContain('"body":{"json":true}}')
    await site.send('/order', { headers: { 'Content-Type': `${type}; charset=utf-8` }, body: 'a=1' })
    expect(payloadOf(site.deliveries[2])).toContain('"body":{"a":["1"]}}')
  })

  test('other methods with a body', async () => {
    expect((await site.send('/put', { method: 'PUT', body: '1' })).status).toBe(200)
  })

  test('templates and encoded paths', async () => {
    for (const path of ['/item/1', '/item/a%20b?x', '/n/12', '/%6frder']) {
      expect([path, (await site.send(path, { body: '1' })).status]).toEqual([path, 200])
    }
    for (const path of ['/item/', '/item/1/2', '/n/x', '/order/', '/Order', '/']) {
      expect([path, (await site.send(path, { body: '1' })).status]).toEqual([path, 404])
    }
    expect(site.deliveries.map(({ eventName }) => eventName)).toEqual(['item', 'item', 'numbered', 'order'])
  })
})

describe('ids', () => {
  test('a delivery id gives the event its id, and a second delivery is answered 200 too', async () => {
    const headers = { 'Idempotency-Key': 'k-1' }
    const first = await site.send('/order', { headers, body: '1' })
    const second = await site.send('/order', { headers, body: '1' })
    const other = await site.send('/extra', { headers, body: '1' })
    expect([first.status, second.status, other.status]).toEqual([200, 200, 200])
    expect(site.deliveries.map(({ deliveryId }) => deliveryId)).toEqual(['k-1', 'k-1', 'k-1'])
    expect(first.headers['x-millrace-event-id']).toBe(second.headers['x-millrace-event-id'])
    expect(first.headers['x-millrace-event-id']).not.toBe(other.headers['x-millrace-event-id'])
  })

  test('a client that prefers JSON is told more', async () => {
    const headers = { Accept: 'application/json', 'webhook-id': 'w' }
    const answer = await site.send('/order', { headers, body: '1' })
    expect(answer.headers['content-type']).toBe('application/json')
    const eventId = answer.headers['x-millrace-event-id']
    expect(JSON.parse(answer.body)).toEqual({ eventId, deliveryId: 'w', durability: 'fsync' })
    const refused = await site.send('/order', { headers, body: '{' })
    expect(refused.status).toBe(400)
    expect(JSON.parse(refused.body)).toMatchObject({ error: { status: 400, code: 'malformed' } })
  })

  test('a valid trace is continued, an invalid one is not', async () => {
    const trace = '0af7651916cd43dd8448eb211c80319c'
    const headers = { traceparent: `00-${trace}-b7ad6b7169203331-01`, tracestate: 'a=1' }
    await site.send('/order', { headers, body: '1' })
    const { attributes } = site.deliveries[0]!.event
    expect(attributes.get('traceparent')).toMatch(new RegExp(`^00-${trace}-[0-9a-f]{16}-01$`, 'u'))
    expect(attributes.get('traceparent')).not.toContain('b7ad6b7169203331')
    expect(attributes.get('tracestate')).toBe('a=1')
    await site.send('/order', {
      headers: { traceparent: `00-${'0'.repeat(32)}-b7ad6b7169203331-01`, tracestate: 'a=1' },
      body: '1',
    })
    const fresh = site.deliveries[1]!.event.attributes
    expect(fresh.get('traceparent')).toMatch(/^00-(?!0{32})[0-9a-f]{32}-/u)
    expect(fresh.has('tracestate')).toBe(false)
  })
})

describe('who may send', () => {
  test('the bearer token, and nothing else; rotation is seen', async () => {
    await site.secret('hook', 'token', 'tøken\n')
    const bearer = (token: string): string => Buffer.from(`Bearer ${token}`).toString('latin1')
    const status = async (authorization?: string): Promise<number> => {
      const headers = authorization === undefined ? {} : { Authorization: authorization }
      return (await site.send('/locked', { headers, body: '{}' })).status
    }
    expect(await status(bearer('tøken'))).toBe(200)
    expect(payloadOf(site.deliveries[0])).toContain('"Authorization":["*** Masked Auth Secret ***"]')
    expect(payloadOf(site.deliveries[0])).not.toContain('tøken')
    for (const wrong of [
      undefined,
      '',
      'tøken',
      bearer('wrong'),
      bearer(''),
      'Basic dDp0',
      bearer('tøken').replace('B', 'b'),
    ]) {
      expect([wrong, await status(wrong)]).toEqual([wrong, 401])
    }
    expect(site.deliveries).toHaveLength(1)
    await site.secret('hook', 'token', 'second')
    await eventually(async () => expect(await status(bearer('second'))).toBe(200))
    expect(await status(bearer('tøken'))).toBe(401)
  })

  test('a wrong token is answered with what to do, a missing secret is not the sender’s fault', async () => {
    await site.secret('hook', 'token', 'x')
    const given = (token: string): Promise<Answer> =>
      site.send('/locked', { headers: { Authorization: `Bearer ${token}` } })
    await eventually(async () => expect((await given('y')).body).toBe('Invalid Auth token'))
    const answer = await site.send('/locked')
    expect(answer).toMatchObject({ status: 401, body: 'Invalid Authorization Header' })
    expect(answer.headers['www-authenticate']).toContain('Bearer')
    await site.secret('hook', 'token', '')
    const empty = async (): Promise<number> =>
      (await site.send('/locked', { headers: { Authorization: 'Bearer ' } })).status
    expect(await empty()).toBe(401)
    await eventually(async () => expect((await given('a')).status).toBe(503))
  })

  test('user and password', async () => {
    await site.secret('hook', 'user', 'ann')
    await site.secret('hook', 'password', 'p:w')
    const status = async (text: string): Promise<number> => {
      const headers = { Authorization: `Basic ${Buffer.from(text).toString('base64')}` }
      return (await site.send('/basic', { headers, body: '1' })).status
    }
    expect([await status('ann:p:w'), await status('ann:p'), await status('ann:p:w '), await status(':')]).toEqual([
      200, 401, 401, 401,
    ])
    expect((await site.send('/basic', { body: '1' })).headers['www-authenticate']).toContain('Basic')
  })
})

describe('other answers', () => {
  test('405 names the method that is allowed', async () => {
    const answer = await site.send('/order', { method: 'GET' })
    expect(answer.status).toBe(405)
    expect(answer.headers['allow']).toBe('POST')
    expect((await site.send('/query', { body: '1' })).headers['allow']).toBe('GET')
  })

  test('413 on the byte beyond maxPayloadSize', async () => {
    expect((await site.send('/small', { body: '"12345678"' })).status).toBe(200)
    expect((await site.send('/small', { body: '"123456789"' })).status).toBe(413)
  })

  test('415 for an encoding that would have to be undone', async () => {
    expect((await site.send('/order', { headers: { 'Content-Encoding': 'gzip' }, body: 'x' })).status).toBe(415)
  })

  test('308 to the clean path', async () => {
    const answer = await site.send('//a/../order?x=1', { body: '1' })
    expect(answer.status).toBe(308)
    expect(answer.headers['location']).toBe('/order?x=1')
  })

  test('/health says OK and no more', async () => {
    expect(await site.send('/health', { method: 'GET' })).toMatchObject({ status: 200, body: 'OK' })
  })

  test.each([
    ['bus-away', 503, '2'],
    ['bus-full', 503, '2'],
    ['bus-overloaded', 503, '1'],
    ['bus-closed', 503, '1'],
    ['bus-refused', 413, undefined],
    [undefined, 503, '2'],
  ])('a publish that fails with %s is answered %d', async (code, status, retryAfter) => {
    const { publish } = site
    site.publish = () => Promise.reject(Object.assign(new Error('no'), code === undefined ? {} : { code }))
    const answer = await site.send('/order', { body: '1' })
    site.publish = publish
    expect(answer.status).toBe(status)
    expect(answer.headers['retry-after']).toBe(retryAfter)
    expect((await site.send('/order', { body: '1' })).status).toBe(200)
  })

  test('HEAD and chunked GET leave the connection in order', async () => {
    expect((await site.send('/health', { method: 'HEAD' })).status).toBe(200)
    expect(
      (await site.send('/query', { method: 'GET', headers: { 'Transfer-Encoding': 'chunked' }, body: 'x' })).status,
    ).toBe(200)
  })
})

test('the counters say what happened', async () => {
  const { metrics } = site.telemetry
  const of = (name: Parameters<typeof metrics.read>[0], event: string): number =>
    metrics.read(name).find(({ labels }) => labels['event_name'] === event)?.value ?? 0
  const before = of('argo_events_events_sent_total', 'item')
  const refused = of('millrace_deliveries_refused_total', 'item')
  await site.send('/item/1', { body: '1' })
  await site.send('/item/1', { body: '{' })
  expect(of('argo_events_events_sent_total', 'item')).toBe(before + 1)
  expect(of('millrace_deliveries_refused_total', 'item')).toBe(refused + 1)
  expect(metrics.read('argo_events_event_service_running_total')).toEqual([
    { labels: { namespace: 'ns', eventsource_name: 'shop' }, value: 9 },
  ])
})
