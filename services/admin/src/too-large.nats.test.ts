import { Code, ConnectError, createClient } from '@connectrpc/connect'
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from '@connectrpc/connect-node'
import { EventService, SensorService, SystemService } from '@millrace/protocol/admin'
import { eventually, natsServer } from '@millrace/testkit'
import { request } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshStreams, runAdmin, type RunningAdmin } from './admin.fixture.ts'

let admin: RunningAdmin
let stack: AsyncDisposableStack

beforeAll(async () => {
  stack = new AsyncDisposableStack()
  const nats = stack.use(await natsServer())
  stack.use(await freshStreams(nats.url))
  admin = stack.use(await runAdmin({ natsUrl: nats.url, redisUrl: 'redis://127.0.0.1:1' }))
})
afterAll(() => stack.disposeAsync())

const transports = {
  'Connect over HTTP/2': (baseUrl: string) => createConnectTransport({ baseUrl, httpVersion: '2' }),
  gRPC: (baseUrl: string) => createGrpcTransport({ baseUrl }),
  'gRPC-web': (baseUrl: string) => createGrpcWebTransport({ baseUrl, httpVersion: '2' }),
  'Connect over HTTP/1.1': (baseUrl: string) => createConnectTransport({ baseUrl, httpVersion: '1.1' }),
  'gRPC-web over HTTP/1.1': (baseUrl: string) => createGrpcWebTransport({ baseUrl, httpVersion: '1.1' }),
}

const refusals = [Code.ResourceExhausted, Code.Aborted, Code.Unavailable, Code.Internal]

test.each(Object.keys(transports))(
  'a request that is too large is refused soon, and the next one is answered: %s',
  async (name) => {
    const transport = transports[name as keyof typeof transports](admin.url)
    const manifest = 'a'.repeat(5 * 2 ** 20)
    const large = createClient(SensorService, transport).dryRun(
      { namespace: 'default', manifest },
      { timeoutMs: 8_000 },
    )
    const error = await large.then(
      () => undefined,
      (fault: unknown) => fault,
    )
    // Over HTTP/2 a client that is still sending when the answer comes may meet the closed stream first.
    const expected = name.endsWith('1.1') ? [Code.ResourceExhausted] : refusals
    expect(expected).toContain(error instanceof ConnectError ? error.code : undefined)
    expect((await createClient(SystemService, transport).version({}, { timeoutMs: 8_000 })).version).not.toBe('')
  },
)

const megabyte = Buffer.alloc(2 ** 20, 'a')

/** Sends megabytes over HTTP/1.1, then ends the request or leaves it open. */
function post(megabytes: number, ends: boolean) {
  const headers = { 'content-type': 'application/json' }
  const sent = request(`${admin.url}/millrace.admin.v1.SensorService/DryRun`, { method: 'POST', headers })
  const answered = new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    sent.once('error', reject).once('response', (response) => {
      let body = ''
      response.on('data', (part: Buffer) => (body += part.toString()))
      response.once('end', () => resolve({ status: response.statusCode, body })).once('error', reject)
    })
  })
  for (let nth = 0; nth < megabytes; nth += 1) sent.write(megabyte)
  if (ends) sent.end()
  return { sent, answered }
}

test('whoever sends several times too much over HTTP/1.1 reads why, each time', async () => {
  for (let time = 0; time < 3; time += 1) {
    const { status, body } = await post(24, true).answered
    expect([status, body]).toEqual([429, expect.stringContaining('resource_exhausted')])
  }
})

test('whoever is refused and does not end its request is cut off', async () => {
  const { sent, answered } = post(6, false)
  expect((await answered).status).toBe(429)
  await eventually(() => expect(sent.socket?.destroyed ?? true).toBe(true), { withinMs: 20_000 })
})

test.each(['gRPC', 'Connect over HTTP/1.1'])(
  'an event may be as large as front doors take, and no larger: %s',
  async (name) => {
    const events = createClient(EventService, transports[name as keyof typeof transports](admin.url))
    const place = { namespace: 'default', eventSource: 'hook', eventName: 'push', dataContentType: 'text/plain' }
    const publish = (bytes: number) => events.publish({ ...place, data: Buffer.alloc(bytes) }, { timeoutMs: 25_000 })
    // It is read whole, and only then said that nobody declares such an event.
    await expect(publish(16 * 2 ** 20)).rejects.toMatchObject({ code: Code.NotFound })
    const tooLarge = await publish(30 * 2 ** 20).catch((fault: unknown) => fault)
    expect(refusals).toContain(tooLarge instanceof ConnectError ? tooLarge.code : undefined)
  },
)
