import { natsServer, certificateFor, tempFolder } from '@millrace/testkit'
import { connect as connectHttp2 } from 'node:http2'
import { request } from 'node:https'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshStreams, runAdmin, type RunningAdmin } from './admin.fixture.ts'

const server = certificateFor('localhost')
/** Its own authority: a client certificate is trusted by being the authority itself. */
const client = certificateFor('ops.example')
const stranger = certificateFor('stranger.example')

let admin: RunningAdmin
let stack: AsyncDisposableStack

beforeAll(async () => {
  stack = new AsyncDisposableStack()
  const nats = stack.use(await natsServer())
  stack.use(await freshStreams(nats.url))
  const { path } = stack.use(await tempFolder())
  const files = { cert: join(path, 'tls.crt'), key: join(path, 'tls.key'), ca: join(path, 'ca.crt') }
  writeFileSync(files.cert, server.cert)
  writeFileSync(files.key, server.key)
  writeFileSync(files.ca, client.cert)
  const settings = { tlsCert: files.cert, tlsKey: files.key, tlsClientCa: files.ca }
  admin = stack.use(await runAdmin({ natsUrl: nats.url, redisUrl: 'redis://127.0.0.1:1', ...settings }))
})

afterAll(() => stack.disposeAsync())

const body = '{}'
const path = '/millrace.admin.v1.SystemService/Version'
const headers = { 'content-type': 'application/json', 'content-length': String(body.length) }

function call(shown: { cert: string; key: string } | undefined): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const options = {
      port: admin.port,
      host: '127.0.0.1',
      servername: 'localhost',
      ca: server.cert,
      method: 'POST',
      path,
      headers,
    }
    const asked = request({ ...options, ...shown, agent: false }, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    })
    asked.on('error', reject)
    asked.end(body)
  })
}

test('who shows a certificate of the authority is known; who shows none, or another, is not', async () => {
  expect(await call(client)).toBe(200)
  expect(await call(undefined)).toBe(401)
  expect(await call(stranger)).toBe(401)
})

test('HTTP/2 is spoken on the same port', async () => {
  const session = connectHttp2(`https://localhost:${admin.port}`, {
    ca: server.cert,
    ...client,
    lookup: (_, options, found) => found(null, options.all ? [{ address: '127.0.0.1', family: 4 }] : '127.0.0.1', 4),
  })
  const status = await new Promise((resolve, reject) => {
    const stream = session.request({ ':method': 'POST', ':path': path, ...headers })
    stream.on('response', (answer) => resolve(answer[':status']))
    stream.on('error', reject)
    session.on('error', reject)
    stream.end(body)
  })
  session.close()
  expect(status).toBe(200)
})
