import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { attemptBench, type AttemptBench } from '../attempt.fixture.ts'
import { HttpClient } from '../http/http-client.ts'
import { invokeAction } from './invoke-action.ts'
import { openWhiskServer, type OpenWhiskServer } from './open-whisk-server.fixture.ts'

let bench: AttemptBench
let server: OpenWhiskServer

beforeAll(async () => {
  bench = await attemptBench()
  server = await openWhiskServer()
  await bench.secret('whisk', 'auth', 'ann:second\n')
})
afterEach(() => {
  server.ending({ kind: 'result', result: { done: true } })
  server.invoked.splice(0)
})
afterAll(async () => {
  await bench[Symbol.asyncDispose]()
  await server.end()
})

interface Place {
  readonly host?: string
  readonly actionName?: string
  readonly payload?: string
  readonly auth?: string
}

const trigger = (more = '', place: Place = {}, envelope = '') =>
  bench.compile(
    `openWhisk:
  host: "${place.host ?? server.url}"
  actionName: ${place.actionName ?? 'hello'}
  authToken: { name: whisk, key: ${place.auth ?? 'auth'} }
  payload: ${place.payload ?? '[{ src: { dependencyName: dep, dataKey: body.ref }, dest: ref }]'}
${more}`,
    envelope,
  )

describe('the invocation', () => {
  test('is blocking, has the payload as its parameters, the invocation id and the trace', async () => {
    expect(await bench.attempt(trigger())).toEqual({ kind: 'succeeded', status: 200 })
    const [invoked] = server.invoked
    expect(invoked).toMatchObject({
      path: '/api/v1/namespaces/_/actions/hello',
      query: { blocking: 'true', result: 'true' },
      params: { ref: 'main' },
    })
    expect(invoked?.headers['content-type']).toBe('application/json')
    expect(invoked?.headers['x-request-id']).toBe('i'.repeat(32))
    expect(invoked?.headers['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/u)
  })

  test('namespace, and an action of a package', async () => {
    const packaged = trigger('  namespace: shop', { actionName: 'tools/hello' })
    expect(await bench.attempt(packaged)).toMatchObject({ kind: 'succeeded' })
    expect(server.invoked[0]?.path).toBe('/api/v1/namespaces/shop/actions/tools/hello')
  })

  test('another version of the API is asked for under its name', async () => {
    expect(await bench.attempt(trigger('  version: v2'))).toMatchObject({ kind: 'failed', status: 403, effect: 'none' })
  })

  test('its own parameters reach host, action and payload', async () => {
    const rewritten = trigger(
      `  parameters:
    - { src: { dependencyName: dep, value: tools/hello }, dest: actionName }
    - { src: { dependencyName: dep, value: "${server.url}" }, dest: host }`,
      { host: 'unused.example', actionName: 'unused' },
    )
    expect(await bench.attempt(rewritten)).toMatchObject({ kind: 'succeeded' })
    expect(server.invoked[0]?.path).toBe('/api/v1/namespaces/_/actions/tools/hello')
  })

  test('a payload that is no object is refused before it is sent', async () => {
    const list = trigger('', { payload: '[{ src: { dependencyName: dep, dataKey: body.n }, dest: "0" }]' })
    expect(await bench.attempt(list)).toMatchObject({ kind: 'failed', effect: 'none', final: true })
    expect(server.invoked).toEqual([])
  })

  test('is not sent when the claim has passed on', async () => {
    await bench.attempt(trigger(), { mayBegin: () => false })
    expect(server.invoked).toEqual([])
  })

  test('a rotated token counts at once, and a wrong one is not told', async () => {
    await bench.secret('whisk', 'rotated', 'ann:first')
    const guarded = trigger('', { auth: 'rotated' })
    const failed = await bench.attempt(guarded)
    expect(failed).toMatchObject({ kind: 'failed', status: 401, effect: 'none' })
    expect(JSON.stringify(failed)).not.toContain('first')
    await bench.secret('whisk', 'rotated', 'ann:second')
    expect(await bench.attempt(guarded)).toMatchObject({ kind: 'succeeded' })
  })
})

describe('what went wrong, and what it says about the effect', () => {
  test('a Secret that is not there, a host that is none: none', async () => {
    expect(await bench.attempt(trigger('', { auth: 'missing' }))).toMatchObject({ kind: 'failed', effect: 'none' })
    const nowhere = bench.compile(
      'openWhisk: { host: x, actionName: a, payload: [{ src: { dependencyName: dep, value: x }, dest: x }] }',
      'parameters: [{ src: { dependencyName: dep, value: "ftp://x" }, dest: openWhisk.host }]',
    )
    expect(await bench.attempt(nowhere)).toMatchObject({ kind: 'failed', effect: 'none', final: true })
  })

  test('nobody listens, no such action: none', async () => {
    expect(await bench.attempt(trigger('', { host: 'http://127.0.0.1:1' }))).toMatchObject({
      kind: 'failed',
      effect: 'none',
    })
    const failed = await bench.attempt(trigger('', { actionName: 'nothing' }))
    expect(failed).toMatchObject({ kind: 'failed', status: 404, effect: 'none' })
    expect(failed.kind === 'failed' && failed.reason).toContain('no such action')
  })

  test('the parameters are too large: none', async () => {
    const data = JSON.stringify({ body: { ref: 'x'.repeat(1_100_000) } })
    expect(await bench.attempt(trigger(), { data })).toMatchObject({ kind: 'failed', status: 413, effect: 'none' })
  })

  test('the action failed: it ran, so unknown', async () => {
    server.ending({ kind: 'error', error: 'out of stock' })
    expect(await bench.attempt(trigger())).toMatchObject({ kind: 'failed', status: 502, effect: 'unknown' })
  })

  test.each([
    [429, 'none'],
    [503, 'none'],
    [500, 'unknown'],
    [504, 'unknown'],
  ] as const)('the server answers %i: %s', async (status, effect) => {
    server.ending({ kind: 'trouble', status })
    expect(await bench.attempt(trigger())).toMatchObject({ kind: 'failed', status, effect })
  })

  test('Retry-After is kept', async () => {
    server.ending({ kind: 'trouble', status: 429, headers: { 'Retry-After': '7' } })
    expect(await bench.attempt(trigger())).toMatchObject({ kind: 'failed', retryAfterMs: 7_000 })
  })

  test('an action that outlasts the waiting was invoked; a policy may want more than that', async () => {
    server.ending({ kind: 'running' })
    expect(await bench.attempt(trigger())).toEqual({ kind: 'succeeded', status: 202 })
    const strict = trigger('', {}, 'policy: { status: { allow: [200] } }')
    expect(await bench.attempt(strict)).toMatchObject({ kind: 'failed', status: 202, effect: 'unknown' })
  })

  test('the connection breaks while the action runs: unknown', async () => {
    server.ending({ kind: 'cut' })
    expect(await bench.attempt(trigger())).toMatchObject({ kind: 'failed', effect: 'unknown' })
  })

  test('no answer in time: unknown', async () => {
    const silent = createServer(() => {})
    silent.listen(0, '127.0.0.1')
    await once(silent, 'listening')
    await using client = new HttpClient({})
    const url = new URL(`http://127.0.0.1:${(silent.address() as AddressInfo).port}/`)
    const call = { url, auth: undefined, params: '{}', headers: [], allowed: undefined }
    const failed = await invokeAction(client, call, 100)
    expect(failed).toMatchObject({ kind: 'failed', effect: 'unknown' })
    silent.close()
  })
})
