import { BusFault } from '@millrace/bus'
import { openKube } from '@millrace/kube'
import { BindingState } from '@millrace/protocol/fate'
import { eventually } from '@millrace/testkit'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { binding, eventNames, openEventSite, type EventSite } from './workflow-events.fixture.ts'

const path = '/api/v1/events/argo/hook'
const hook = 'submit: {workflowTemplateRef: {name: hello}}'
let site: EventSite

beforeAll(async () => {
  site = await openEventSite(binding('all', 'true', hook))
})
afterAll(() => site[Symbol.asyncDispose]())
beforeEach(() => void site.deliveries.splice(0))

describe('an event', () => {
  test('is stored before it is answered, with {} as old clients expect', async () => {
    const answer = await site.post(path, {
      headers: { 'X-My': 'a', 'Content-Type': 'application/x-www-form-urlencoded' },
      body: '{"message": "hello"} and more',
    })
    expect(answer).toMatchObject({ status: 200, body: '{}' })
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json',
      'grpc-metadata-content-type': 'application/grpc',
    })
    expect(site.deliveries).toMatchObject([
      {
        namespace: 'argo',
        ...eventNames,
        eventName: 'hook',
        deliveryId: '',
        event: { type: 'io.millrace.workflow-event' },
      },
    ])
    expect(site.deliveries[0]?.event.id).toBe(answer.headers['x-millrace-event-id'])
    expect(site.events()).toMatchObject([
      { payload: { message: 'hello' }, metadata: { 'x-my': ['a'] }, caller: { by: 'server', user: '' } },
    ])
  })

  test('of a namespace without bindings is taken too; a body is not needed, nor a discriminator', async () => {
    expect(await site.post('/api/v1/events/other/')).toMatchObject({ status: 200, body: '{}' })
    expect(site.deliveries).toMatchObject([{ namespace: 'other', eventName: '' }])
    expect(site.events()).toMatchObject([{ payload: null }])
  })

  test.each([
    ['X-GitHub-Delivery', 'abc'],
    ['Idempotency-Key', 'abc'],
    ['webhook-id', 'abc'],
  ])('that comes again with the same %s is the same event', async (name, value) => {
    const first = await site.post(path, { headers: { [name]: value }, body: '{}' })
    const second = await site.post(path, { headers: { [name]: value }, body: '{}' })
    expect(second.headers['x-millrace-event-id']).toBe(first.headers['x-millrace-event-id'])
    expect(site.deliveries.map(({ deliveryId }) => deliveryId)).toEqual(['abc', 'abc'])
  })

  test("of Bitbucket has Bitbucket's id; a request id of anybody else is none", async () => {
    await site.post(path, { headers: { 'X-Event-Key': 'repo:push', 'X-Request-UUID': 'b1' }, body: '{}' })
    await site.post(path, { headers: { 'X-Request-Id': 'p1' }, body: '{}' })
    expect(site.deliveries.map(({ deliveryId }) => deliveryId)).toEqual(['b1', ''])
  })

  test.each([
    ['hello', 400, { code: 3, message: "invalid character 'h' looking for beginning of value" }],
    ['{"a":', 400, { code: 3, message: 'unexpected EOF' }],
    [`"${'a'.repeat(17_000_000)}"`, 429, { code: 8, message: expect.stringContaining('too large') }],
  ])('case %#: what cannot be an event is refused, in the form of the original', async (body, status, error) => {
    const answer = await site.post(path, { body })
    expect(answer.status).toBe(status)
    expect(JSON.parse(answer.body)).toEqual(error)
    expect(site.deliveries).toEqual([])
  })

  test.each([
    ['POST', '/api/v1/events/argo', 501, { code: 12, message: 'Not Implemented' }],
    ['GET', path, 501, { code: 12, message: 'Not Implemented' }],
    [
      'POST',
      '/api/v1/events/Not_A_Name/x',
      400,
      { code: 3, message: '"Not_A_Name" is not a namespace that Kubernetes takes' },
    ],
  ])('%s %s → %d', async (method, url, status, error) => {
    const answer = await site.post(url, { method })
    expect([answer.status, JSON.parse(answer.body)]).toEqual([status, error])
  })

  test('a path that is not clean is moved, with its method', async () => {
    const answer = await site.post('/api/v1/events//argo/x')
    expect([answer.status, answer.headers.location, answer.body]).toEqual([307, '/api/v1/events/argo/x', ''])
  })
})

test('503 with Retry-After while the bus cannot store, and nothing is lost in between', async () => {
  const before = site.publish
  site.publish = () => Promise.reject(new BusFault('bus-away', 'x'))
  const answer = await site.post(path, { body: '{}' })
  site.publish = before
  expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '2' } })
  expect(JSON.parse(answer.body)).toMatchObject({ code: 14 })
})

describe('who wants to know', () => {
  const detailed = { Accept: 'application/vnd.millrace+json' }
  const known = async () => {
    const sent = site.post(path, { headers: { ...detailed, 'Idempotency-Key': crypto.randomUUID() }, body: '{}' })
    await eventually(() => site.deliveries.length === 1)
    const { id, attributes } = site.deliveries[0]?.event ?? expect.fail()
    expect(attributes.get('millracewaiter')).toBe('this-door')
    return { sent, eventId: id }
  }

  test('is answered when everything is known, with the names of the workflows', async () => {
    const { sent, eventId } = await known()
    const created = { binding: 'all', state: BindingState.CREATED, workflow: 'hello-1' }
    site.tell({ eventId, isDecided: true, bindings: [created] })
    const answer = await sent
    expect(answer.headers['content-type']).toBe('application/vnd.millrace+json')
    expect(JSON.parse(answer.body)).toMatchObject({
      eventId,
      state: 'decided',
      durability: 'fsync',
      bindings: [{ binding: 'all', matched: true, state: 'created', workflow: { namespace: 'argo', name: 'hello-1' } }],
    })
  })

  test('is answered with what is known when its time is over', async () => {
    const answer = await site.post(path, { headers: { Prefer: 'wait=0' }, body: '{}' })
    expect(answer.headers).toMatchObject({ 'preference-applied': 'wait=0', 'content-type': 'application/json' })
    expect(JSON.parse(answer.body)).toMatchObject({ state: 'pending', bindings: [] })
    expect(site.deliveries[0]?.event.attributes.has('millracewaiter')).toBe(false)
  })
})

describe('webhooks', () => {
  const secret = (value: string) => `apiVersion: v1
kind: Secret
metadata: {name: argo-workflows-webhook-clients, namespace: argo}
stringData:
  github.com: |
    type: github
    secret: ${value}
  strange: |
    type: strange
    secret: hidden
`
  const sign = (body: string, value = 'sh!') => ({
    'X-GitHub-Event': 'star',
    'X-Hub-Signature-256': `sha256=${createHmac('sha256', value).update(body).digest('hex')}`,
  })

  test('a signature that a client of the Secret proves has its service account; others go on without', async () => {
    await using own = await openEventSite(binding('all'), { config: { workflowEventsAuth: 'client' } })
    await own.write(secret('sh!'))
    const signed = await own.post(path, { headers: sign('{}'), body: '{}' })
    expect(signed.status).toBe(200)
    expect(own.events()).toMatchObject([{ caller: { by: 'webhook', user: 'system:serviceaccount:argo:github.com' } }])
    const forged = await own.post(path, { headers: sign('{}', 'wrong'), body: '{}' })
    expect([forged.status, JSON.parse(forged.body)]).toMatchObject([401, { code: 16 }])
    const elsewhere = await own.post('/api/v1/events/other/x', { headers: sign('{}'), body: '{}' })
    expect([elsewhere.status, elsewhere.body]).toEqual([403, '{"message": "failed to process webhook request"}'])
    expect(own.logged.join()).toContain('is of no use')
    expect(own.logged.join()).not.toMatch(/hidden|sh!/)
  })

  test.each([
    ['without a proof', {}, 403],
    ['with a wrong one', { 'X-Gitlab-Event': 'Push Hook', 'X-Gitlab-Token': 'wrong' }, 401],
    ['with a token', { Authorization: 'Bearer a.b.c' }, 401],
  ])('a stranger %s is told so before the body has come, and none of it is kept', async (_, headers, status) => {
    await using own = await openEventSite(binding('all'), {
      config: { workflowEventsAuth: 'client', bodyBytesInFlightMax: 1_048_576 },
    })
    if (status === 401) await own.write(secret('sh!'))
    const { port = 0 } = own.api
    const open = Array.from({ length: 5 }, () => {
      const sending = request({
        host: '127.0.0.1',
        port,
        path,
        method: 'POST',
        headers: { ...headers, 'Content-Length': 900_000 },
      })
      sending.write('{"a": "'.padEnd(100_000, 'a'))
      return sending
    })
    try {
      const statuses = open.map(async (sending) => {
        const [answer] = (await once(sending, 'response')) as [IncomingMessage]
        return answer.resume().statusCode
      })
      expect(await Promise.all(statuses)).toEqual(open.map(() => status))
    } finally {
      for (const sending of open) sending.on('error', () => {}).destroy()
    }
  })

  test('who is yet to prove something holds no more than half of the room', async () => {
    const config = { workflowEventsAuth: 'hybrid', bodyBytesInFlightMax: 1_048_576 } as const
    await using own = await openEventSite(binding('all'), { config })
    await own.write(secret('sh!'))
    const { port = 0 } = own.api
    const headers = { ...sign('{}'), 'Content-Length': 500_000 }
    const held = [1, 2].map(() => {
      const sending = request({ host: '127.0.0.1', port, path, method: 'POST', headers })
      sending.on('error', () => {}).write('{"a": "'.padEnd(400_000, 'a'))
      return sending
    })
    const refused = await Promise.race(held.map(async (one) => ((await once(one, 'response')) as [IncomingMessage])[0]))
    expect(refused.resume().statusCode).toBe(503)
    // The first is still being read; others have the other half.
    const known = await own.post(path, { body: `"${'a'.repeat(500_000)}"` })
    expect(known.status).toBe(200)
    for (const one of held) one.destroy()
    await eventually(async () => expect((await own.post(path, { headers: sign('{}'), body: '{}' })).status).toBe(200))
  })

  test('without a cluster nobody is known by a token, and is told why', async () => {
    await using own = await openEventSite(binding('all'), { config: { workflowEventsAuth: 'client' } })
    const answer = await own.post(path, { headers: { Authorization: 'Bearer a.b.c' }, body: '{}' })
    expect(answer.status).toBe(401)
    expect(answer.body).toContain('MILLRACE_KUBE')
    expect(own.logged.join()).not.toContain('a.b.c')
  })
})

test('calls are counted as Argo Server counts them', async () => {
  await using own = await openEventSite(binding('all'))
  const { metrics } = own.telemetry
  await own.post(path, { body: '{}' })
  await own.post(path, { body: 'no' })
  await own.post('/api/v1/workflow-event-bindings/argo', { method: 'GET' })
  await own.post('/api/v1/nothing')
  const shown = (name: Parameters<typeof metrics.read>[0]) =>
    metrics.read(name).map(({ labels, value }) => [labels['grpc_method'], labels['grpc_code'], value])
  expect(shown('grpc_server_handled_total')).toEqual([
    ['ReceiveEvent', 'OK', 1],
    ['ReceiveEvent', 'InvalidArgument', 1],
    ['ListWorkflowEventBindings', 'OK', 1],
  ])
  for (const name of [
    'grpc_server_started_total',
    'grpc_server_handling_seconds',
    'grpc_server_msg_received_total',
  ] as const)
    expect(shown(name)).toEqual([
      ['ReceiveEvent', undefined, 2],
      ['ListWorkflowEventBindings', undefined, 1],
    ])
  expect(shown('grpc_server_msg_sent_total')).toEqual([
    ['ReceiveEvent', undefined, 1],
    ['ListWorkflowEventBindings', undefined, 1],
  ])
})

test('the bindings are listed as the original lists them', async () => {
  const answer = await site.post('/api/v1/workflow-event-bindings/argo', { method: 'GET' })
  expect(JSON.parse(answer.body)).toEqual({
    metadata: { resourceVersion: '0' },
    items: [
      {
        metadata: { name: 'all', namespace: 'argo' },
        spec: { event: { selector: 'true' }, submit: { workflowTemplateRef: { name: 'hello' }, metadata: {} } },
      },
    ],
  })
  expect(JSON.parse((await site.post('/api/v1/workflow-event-bindings/none', { method: 'GET' })).body)).toMatchObject({
    items: null,
  })
})

test('with a cluster, who needs no token is told the bindings in force, and nothing is asked of the cluster', async () => {
  using cluster = await openKube({ kind: 'token', url: 'http://127.0.0.1:9', token: 'none' })
  await using own = await openEventSite(binding('all'), {
    cluster,
    config: { workflowEventsAuth: 'server', workflowEventsTls: 'off' },
  })
  const answer = await own.post('/api/v1/workflow-event-bindings/argo', { method: 'GET' })
  expect(JSON.parse(answer.body)).toMatchObject({ items: [{ metadata: { name: 'all' } }] })
})

test('a limit of a list that is no number is refused in the words of the original', async () => {
  const answer = await site.post('/api/v1/workflow-event-bindings/argo?listOptions.limit=x&other=1', { method: 'GET' })
  expect([answer.status, answer.body]).toEqual([
    400,
    '{"code":3,"message":"strconv.ParseInt: parsing \\"x\\": invalid syntax"}',
  ])
})

test('errors are escaped as Go does', async () => {
  const answer = await site.post(path, { body: '<' })
  expect(answer.body).toBe(String.raw`{"code":3,"message":"invalid character '\u003c' looking for beginning of value"}`)
})

test('the port opens with the first binding, and speaks TLS where that is wanted', async () => {
  await using closed = await openEventSite('')
  expect(closed.api.port).toBeUndefined()
  await using secure = await openEventSite(binding('all'), { config: { workflowEventsTls: 'self-signed' } })
  const answer = await secure.post(path, { tls: true, body: '{}' })
  expect(answer).toMatchObject({ status: 200, subject: 'localhost' })
})
