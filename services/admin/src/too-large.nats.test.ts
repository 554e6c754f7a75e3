import { Code, ConnectError, createClient } from '@connectrpc/connect'
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from '@connectrpc/connect-node'
import { EventService, SystemService } from '@millrace/protocol/admin'
import { natsServer } from '@millrace/testkit'
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
}

const refusals = [Code.ResourceExhausted, Code.Aborted, Code.Unavailable, Code.Internal]

test.each(Object.keys(transports))(
  'a request that is too large is refused soon, and the next one is answered: %s',
  async (name) => {
    const transport = transports[name as keyof typeof transports](admin.url)
    const place = { namespace: 'default', eventSource: 'hook', eventName: 'push' }
    const large = createClient(EventService, transport).publish(
      { ...place, data: Buffer.alloc(5 * 2 ** 20) },
      { timeoutMs: 8_000 },
    )
    const error = await large.then(
      () => undefined,
      (fault: unknown) => fault,
    )
    // A client that is still sending when the answer comes may meet the closed stream first.
    expect(refusals).toContain(error instanceof ConnectError ? error.code : undefined)
    expect((await createClient(SystemService, transport).version({}, { timeoutMs: 8_000 })).version).not.toBe('')
  },
)
