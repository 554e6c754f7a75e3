import { readManifests, type Sensor } from '@millrace/manifests'
import { openSecrets } from '@millrace/secrets'
import { createLogger, quietTracing } from '@millrace/telemetry'
import { certificateFor, tempFolder } from '@millrace/testkit'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deliveryOf } from '../attempt.fixture.ts'
import { openClientCaches } from '../client-caches.ts'
import { compileTrigger, type TriggerDeps } from '../compile-trigger.ts'
import type { Attempted } from '../next-step.ts'
import { openArtifacts } from '../artifact/open-artifacts.ts'
import { HttpClients } from './http-clients.ts'
import { retryAfterMaxMs } from '../next-step.ts'

interface Seen {
  readonly method: string
  readonly url: string
  readonly rawHeaders: readonly string[]
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

const seen: Seen[] = []
let answer: (request: IncomingMessage, response: ServerResponse) => void = (_, response) => response.end('ok')
const handle = (request: IncomingMessage, response: ServerResponse): void => {
  let body = ''
  request.on('data', (part: Buffer) => (body += part.toString()))
  request.on('end', () => {
    const { method = '', url = '', rawHeaders, headers } = request
    seen.push({ method, url, rawHeaders, headers, body })
    answer(request, response)
  })
}
const server = createServer(handle)
let tls: ReturnType<typeof createTlsServer>
let folder: Awaited<ReturnType<typeof tempFolder>>
let clients: HttpClients
const unused = new AsyncDisposableStack()
let deps: TriggerDeps
let base = ''
let tlsBase = ''

beforeAll(async () => {
  folder = await tempFolder()
  const certificate = certificateFor('localhost')
  tls = createTlsServer({ key: certificate.key, cert: certificate.cert }, handle)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  await new Promise<void>((resolve) => tls.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  tlsBase = `https://127.0.0.1:${(tls.address() as AddressInfo).port}`
  await mkdir(join(folder.path, 'creds'))
  const values = { user: 'ann', pass: 'p:w\n', token: 'Bearer s3cret', ca: certificate.cert }
  for (const [name, value] of Object.entries(values)) await writeFile(join(folder.path, 'creds', name), value)
  const secrets = openSecrets({ secretFolders: [folder.path], configMapFolders: [folder.path] })
  clients = new HttpClients(secrets)
  const log = createLogger({ service: 'test', write: () => {} })
  const caches = openClientCaches(unused, () => {})
  deps = {
    ...caches,
    clients,
    secrets,
    log,
    tracing: quietTracing(),
    traceUrl: '',
    languages: {},
    random: () => 0,
    slackApiUrl: '',
    awsEndpoint: '',
    slackThreads: { opener: () => Promise.resolve(undefined), opened: () => Promise.resolve() },
    kube: undefined,
    artifacts: openArtifacts(unused, secrets, { artifactFolders: [], git: 'git' }),
    nowMs: Date.now,
  }
})

afterAll(async () => {
  await clients[Symbol.asyncDispose]()
  await unused.disposeAsync()
  for (const one of [server, tls]) {
    one.closeAllConnections()
    one.close()
  }
  await folder[Symbol.asyncDispose]()
})

const delivery = deliveryOf('{"header":{},"body":{"ref":"main","n":12345678901234567890,"on":true}}')

/** Runs one attempt of a sensor whose only trigger is `http: {…}` with these lines. */
async function attempt(http: string, envelope = '', mayBegin = () => true): Promise<Attempted> {
  const text = `
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: { name: s, namespace: n }
spec:
  dependencies: [{ name: dep, eventSourceName: hook, eventName: push }]
  triggers:
    - template:
        name: t
        http:
${http.replaceAll(/^/gmu, '          ')}
${envelope.replaceAll(/^/gmu, '      ')}`
  const [object] = readManifests(text, 'test.yaml').objects
  const sensor = object?.object as Sensor | undefined
  const trigger = sensor?.spec.triggers[0]
  if (sensor === undefined || trigger === undefined)
    throw new Error(JSON.stringify(readManifests(text, 'test.yaml').problems))
  const compiled = compileTrigger(sensor, trigger, deps)
  const span = quietTracing().start('test', { kind: 'consumer' })
  const due = {
    id: 'i'.repeat(32),
    namespace: 'n',
    sensor: 's',
    trigger: 't',
    attempt: 1,
    events: new Map([['dep', delivery]]),
  }
  seen.length = 0
  answer = nextAnswer
  return compiled.attempt(due, span, mayBegin)
}

let nextAnswer = answer
const answering = (given: typeof answer): void => void (nextAnswer = given)

describe('the request', () => {
  test('carries the invocation id as Idempotency-Key, the trace, and the payload; POST unless said otherwise', async () => {
    answering((_, response) => response.end('{"ok":true}'))
    const done = await attempt(`url: ${base}/x?y=1
payload:
  - { src: { dependencyName: dep, dataKey: body.ref }, dest: ref }
  - { src: { dependencyName: dep, dataKey: body.n, useRawData: true }, dest: n }`)
    expect(done).toEqual({ kind: 'succeeded', status: 200 })
    expect(seen).toHaveLength(1)
    expect(seen[0]).toMatchObject({ method: 'POST', url: '/x?y=1', body: '{"ref":"main","n":12345678901234567890}' })
    expect(seen[0]?.headers).toMatchObject({
      'idempotency-key': 'i'.repeat(32),
      'user-agent': 'millrace',
      'content-length': '39',
    })
    expect(seen[0]?.headers['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/u)
    expect(seen[0]?.headers['content-type']).toBeUndefined()
  })

  test('headers, dynamic headers, secure headers and basic auth, in that order; names keep their case', async () => {
    await attempt(`url: ${base}/
method: PATCH
headers: { X-Plain: a, x-Order: first, Host: ignored.example }
dynamicHeaders:
  - { src: { dependencyName: dep, dataKey: body.ref }, dest: X-Ref }
  - { src: { dependencyName: dep, contextKey: subject }, dest: x-Order }
secureHeaders:
  - { name: X-Token, valueFrom: { secretKeyRef: { name: creds, key: token } } }
  - { name: X-Map, valueFrom: { configMapKeyRef: { name: creds, key: user } } }
basicAuth:
  username: { name: creds, key: user }
  password: { name: creds, key: pass }`)
    expect(seen[0]?.method).toBe('PATCH')
    expect(seen[0]?.rawHeaders).toEqual(
      expect.arrayContaining([
        'X-Plain',
        'a',
        'x-Order',
        'push',
        'X-Ref',
        'main',
        'X-Token',
        'Bearer s3cret',
        'X-Map',
        'ann',
      ]),
    )
    expect(seen[0]?.headers.authorization).toBe(`Basic ${Buffer.from('ann:p:w').toString('base64')}`)
    expect(seen[0]?.headers.host).toBe(base.slice('http://'.length))
  })

  test('host sets the Host header; a payload-less call has no body', async () => {
    await attempt(`url: ${base}/\nmethod: GET\nhost: other.example\nheaders: { Idempotency-Key: own }`)
    expect(seen[0]).toMatchObject({ method: 'GET', body: '' })
    expect(seen[0]?.headers).toMatchObject({ host: 'other.example', 'idempotency-key': 'own' })
  })

  test('template parameters and http parameters rewrite it for this invocation', async () => {
    await attempt(
      `url: ${base}/fixed
parameters:
  - { src: { dependencyName: dep, dataKey: body.ref }, dest: headers.X-Ref }
  - { src: { dependencyName: dep, value: "/tail" }, dest: url, operation: append }`,
      `parameters:
  - { src: { dependencyName: dep, value: PUT }, dest: http.method }`,
    )
    expect(seen[0]).toMatchObject({ method: 'PUT', url: '/fixed/tail' })
    expect(seen[0]?.headers['x-ref']).toBe('main')
  })

  test('is not sent when the claim has passed on', async () => {
    await attempt(`url: ${base}/`, '', () => false)
    expect(seen).toEqual([])
  })
})

describe('TLS', () => {
  test('a given authority is trusted, an unknown one is not, and verification can be switched off', async () => {
    answering((_, response) => response.end('ok'))
    const unknown = await attempt(`url: ${tlsBase}/`)
    expect(unknown).toMatchObject({ kind: 'failed', effect: 'none' })
    expect(await attempt(`url: ${tlsBase}/\ntls: { caCertSecret: { name: creds, key: ca } }`)).toEqual({
      kind: 'succeeded',
      status: 200,
    })
    expect(await attempt(`url: ${tlsBase}/\ntls: { insecureSkipVerify: true }`)).toEqual({
      kind: 'succeeded',
      status: 200,
    })
    const missing = await attempt(`url: ${tlsBase}/\ntls: { caCertSecret: { name: creds, key: nothing } }`)
    expect(missing).toMatchObject({ kind: 'failed', effect: 'none' })
    expect(missing.kind === 'failed' && missing.reason).toContain('nothing')
  })
})

describe('the verdict', () => {
  const status = (code: number, headers = {}) => answering((_, response) => response.writeHead(code, headers).end())

  test('below 400 is success, above is not, unless the policy says so', async () => {
    status(500)
    expect(await attempt(`url: ${base}/`)).toMatchObject({ kind: 'failed', status: 500, effect: 'none' })
    expect(await attempt(`url: ${base}/`, 'policy: { status: { allow: [500] } }')).toEqual({
      kind: 'succeeded',
      status: 500,
    })
    status(202)
    expect(await attempt(`url: ${base}/`, 'policy: { status: { allow: [200, 201] } }')).toMatchObject({
      kind: 'failed',
      status: 202,
    })
  })

  test('Retry-After is read in both its forms', async () => {
    status(429, { 'Retry-After': '7' })
    expect(await attempt(`url: ${base}/`)).toMatchObject({ retryAfterMs: 7_000 })
    status(503, { 'Retry-After': new Date(Date.now() + 60_000).toUTCString() })
    const dated = await attempt(`url: ${base}/`)
    expect(
      dated.kind === 'failed' && (dated.retryAfterMs ?? 0) > 50_000 && (dated.retryAfterMs ?? 0) < retryAfterMaxMs,
    ).toBe(true)
  })

  test('nobody listens: no effect. The answer is lost: the effect is unknown', async () => {
    expect(await attempt('url: http://127.0.0.1:1/')).toMatchObject({ kind: 'failed', effect: 'none', status: 0 })
    answering((request) => request.socket.destroy())
    expect(await attempt(`url: ${base}/`)).toMatchObject({ kind: 'failed', effect: 'unknown', status: 0 })
  })

  test('an answer that takes longer than the timeout: the effect is unknown', async () => {
    answering(() => {})
    expect(await attempt(`url: ${base}/\ntimeout: 1`)).toMatchObject({ kind: 'failed', effect: 'unknown' })
    server.closeAllConnections()
  })

  test('an answer without end is cut, and its status counts', async () => {
    answering((_, response) => {
      response.writeHead(200)
      const more = (): void =>
        void (response.write(Buffer.alloc(65_536)) ? setImmediate(more) : response.once('drain', more))
      more()
    })
    expect(await attempt(`url: ${base}/`)).toEqual({ kind: 'succeeded', status: 200 })
  })

  test('redirects are followed, secrets stay at home, and ten are the most', async () => {
    answering((request, response) => {
      if (request.url === '/first') response.writeHead(302, { Location: tlsBase + '/second' }).end()
      else response.end('ok')
    })
    const done = await attempt(`url: ${base}/first
payload: [{ src: { dependencyName: dep, value: x }, dest: a }]
tls: { insecureSkipVerify: true }
secureHeaders: [{ name: X-Token, valueFrom: { secretKeyRef: { name: creds, key: token } } }]`)
    expect(done).toEqual({ kind: 'succeeded', status: 200 })
    expect(seen.map((call) => [call.method, call.url, call.headers['x-token']])).toEqual([
      ['POST', '/first', 'Bearer s3cret'],
      ['GET', '/second', undefined],
    ])
    answering((_, response) => response.writeHead(307, { Location: '/again' }).end())
    expect(await attempt(`url: ${base}/`, 'policy: { status: { allow: [200] } }')).toMatchObject({
      kind: 'failed',
      status: 307,
    })
    expect(seen).toHaveLength(11)
    expect(seen.every((call) => call.method === 'POST')).toBe(true)
  })
})

describe('what cannot be built', () => {
  const table: [what: string, http: string, reason: RegExp, final: boolean][] = [
    [
      'a key that the event does not have',
      'payload: [{ src: { dependencyName: dep, dataKey: body.none }, dest: a }]',
      /body\.none/u,
      true,
    ],
    [
      'a header that cannot be resolved',
      'dynamicHeaders: [{ src: { dependencyName: dep, dataKey: none }, dest: X }]',
      /dynamicHeaders\[0\]/u,
      true,
    ],
    [
      'a language that is not there',
      'payload: [{ src: { dependencyName: dep, dataTemplate: "{{ .Input }}" }, dest: a }]',
      /template/u,
      true,
    ],
    [
      'a secret that is not there',
      'secureHeaders: [{ name: X, valueFrom: { secretKeyRef: { name: none, key: k } } }]',
      /none/u,
      false,
    ],
  ]
  test.each(table)('%s fails with the reason, and nothing is sent', async (_, http, reason, final) => {
    const failed = await attempt(`url: ${base}/\n${http}`)
    expect(failed).toMatchObject({ kind: 'failed', effect: 'none', status: 0 })
    expect(failed.kind === 'failed' && failed.reason).toMatch(reason)
    expect(failed.kind === 'failed' && failed.final === true).toBe(final)
    expect(seen).toEqual([])
  })

  test('a secret’s value is in no reason', async () => {
    const failed = await attempt(
      `url: ${base}/\nbasicAuth: { username: { name: creds, key: user }, password: { name: creds, key: missing } }`,
    )
    expect(failed.kind === 'failed' && failed.reason).not.toContain('ann')
  })
})
