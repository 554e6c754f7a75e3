import { createHmac } from 'node:crypto'
import { eventually } from '@millrace/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { manifest, openSite, payloadOf, type Answer, type Site } from './ingest.fixture.ts'

const hooks = manifest(
  'code',
  `  github:
    signed:
      webhook: {endpoint: /github, port: "PORT"}
      repositories: [{owner: o, names: [n]}]
      webhookSecret: {name: hooks, key: github}
      metadata: {team: core}
    open:
      webhook: {endpoint: /github-open, port: "PORT"}
      repositories: [{owner: o, names: [n]}]
  gitlab:
    tokened:
      webhook: {endpoint: /gitlab, port: "PORT"}
      events: [PushEvents]
      accessToken: {name: hooks, key: api}
      secretToken: {name: hooks, key: gitlab}
      gitlabBaseURL: https://gitlab.example.com
    plain:
      webhook: {endpoint: /gitlab-open, port: "PORT"}
      events: [PushEvents]
      accessToken: {name: hooks, key: api}
      gitlabBaseURL: https://gitlab.example.com`,
)

let site: Site
beforeAll(async () => {
  site = await openSite(hooks)
  await site.secret('hooks', 'github', 'gh-secret\n')
  await site.secret('hooks', 'gitlab', 'gl-secret\n')
})
afterAll(() => site[Symbol.asyncDispose]())
beforeEach(() => {
  site.deliveries.splice(0)
})

const json = { 'Content-Type': 'application/json; charset=utf-8' }
const sign = (hash: string, body: string, secret = 'gh-secret'): string =>
  `${hash}=${createHmac(hash, secret).update(body).digest('hex')}`

describe('github', () => {
  const post = (body: string, headers: Record<string, string>, path = '/github'): Promise<Answer> =>
    site.send(path, { body, headers: { ...json, Connection: 'close', ...headers } })

  test('the body gets event and delivery, keys are sorted, integers keep their digits', async () => {
    const body = '{"zen":"<b>", "id": 12345678901234567890, "a":{"y":1.0,"x":[{"d":1,"c":2}]}}'
    const headers = {
      'X-GitHub-Event': 'push',
      'X-GitHub-Delivery': 'd-1',
      'X-Hub-Signature-256': sign('sha256', body),
    }
    const answer = await post(body, headers)
    expect(answer).toMatchObject({ status: 200, body: 'success' })
    const payload = payloadOf(site.deliveries[0])
    expect(payload).toContain(
      String.raw`"body":{"X-GitHub-Delivery":"d-1","X-GitHub-Event":"push","a":{"x":[{"c":2,"d":1}],"y":1},` +
        String.raw`"id":12345678901234567890,"zen":"\u003cb\u003e"},"metadata":{"team":"core"}}`,
    )
    expect(payload.startsWith('{"headers":{')).toBe(true)
    expect(JSON.parse(payload)).toMatchObject({ headers: { 'X-Github-Event': ['push'] } })
    expect(site.deliveries[0]).toMatchObject({ deliveryId: 'd-1', eventName: 'signed', event: { type: 'github' } })
  })

  test.each(['sha1', 'sha256', 'sha512'])('a signature by %s is right', async (hash) => {
    expect((await post('{}', { 'X-Hub-Signature': sign(hash, '{}') })).status).toBe(200)
  })

  test('X-Hub-Signature-256 goes before X-Hub-Signature', async () => {
    const right = sign('sha256', '{}')
    expect((await post('{}', { 'X-Hub-Signature-256': right, 'X-Hub-Signature': 'sha1=00' })).status).toBe(200)
    expect(
      (await post('{}', { 'X-Hub-Signature-256': 'sha256=00', 'X-Hub-Signature': sign('sha1', '{}') })).status,
    ).toBe(401)
  })

  test.each([
    ['none', {}, 'missing signature'],
    ['empty', { 'X-Hub-Signature-256': '' }, 'missing signature'],
    ['of another body', { 'X-Hub-Signature-256': sign('sha256', '{ }') }, 'payload signature check failed'],
    ['by another secret', { 'X-Hub-Signature-256': sign('sha256', '{}', 'x') }, 'payload signature check failed'],
    ['cut short', { 'X-Hub-Signature-256': sign('sha256', '{}').slice(0, -2) }, 'payload signature check failed'],
    ['empty hex', { 'X-Hub-Signature-256': 'sha256=' }, 'error parsing signature'],
    ['no hex', { 'X-Hub-Signature-256': 'sha256=zz' }, 'error parsing signature'],
    ['no hash', { 'X-Hub-Signature-256': 'abcd' }, 'error parsing signature'],
    ['an unknown hash', { 'X-Hub-Signature-256': 'md5=00' }, 'unknown hash type prefix'],
    ['a property of objects', { 'X-Hub-Signature-256': 'constructor=00' }, 'unknown hash type prefix'],
  ])('a signature that is %s is 401', async (_what, headers, reason) => {
    const answer = await post('{}', headers)
    expect(answer.status).toBe(401)
    expect(answer.body).toContain(reason)
    expect(answer.body).not.toContain(sign('sha256', '{}'))
    expect(site.deliveries).toEqual([])
  })

  test('a rotated secret is taken up', async () => {
    await site.secret('hooks', 'github', 'next')
    const status = async (secret: string): Promise<number> =>
      (await post('{}', { 'X-Hub-Signature': sign('sha256', '{}', secret) })).status
    await eventually(async () => expect(await status('next')).toBe(200))
    expect(await status('gh-secret')).toBe(401)
    await site.secret('hooks', 'github', 'gh-secret')
    await eventually(async () => expect(await status('gh-secret')).toBe(200))
  })

  test('forms carry the JSON in payload, signed as a whole', async () => {
    const body = `payload=${encodeURIComponent('{"b":"+ &","a":1}')}&x=1`
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded', 'X-Hub-Signature': sign('sha256', body) }
    expect((await post(body, headers)).status).toBe(200)
    const { body: stored } = JSON.parse(payloadOf(site.deliveries[0])) as { body: unknown }
    expect(stored).toEqual({ a: 1, b: '+ &', 'X-GitHub-Event': '', 'X-GitHub-Delivery': '' })
  })

  test.each([
    ['text/plain', '{}', 415],
    ['', '{}', 415],
    ['application/json', '[]', 400],
    ['application/json', 'null', 400],
    ['application/json', '{', 400],
    ['application/json', '', 400],
    ['application/x-www-form-urlencoded', 'x=1', 400],
  ])('%j with %j is %d', async (type, body, status) => {
    expect((await post(body, { 'Content-Type': type }, '/github-open')).status).toBe(status)
  })

  test('without a secret nothing is checked, and only POST is taken', async () => {
    expect((await post('{}', {}, '/github-open')).status).toBe(200)
    expect((await site.send('/github-open', { method: 'GET' })).headers['allow']).toBe('POST')
  })
})

describe('gitlab', () => {
  const post = (body: string, headers: Record<string, string>, path = '/gitlab'): Promise<Answer> =>
    site.send(path, { body, headers: { ...json, Connection: 'close', ...headers } })

  test('the token is checked though hooks are managed by hand, and stays out of the payload', async () => {
    const headers = { 'X-Gitlab-Token': 'gl-secret', 'X-Gitlab-Event-UUID': 'u-1' }
    expect((await post('{"b":1, "a":9007199254740993}', headers)).status).toBe(200)
    const payload = payloadOf(site.deliveries[0])
    expect(payload).toContain('"body":{"b":1,"a":9007199254740993}}')
    expect(payload).not.toContain('gl-secret')
    expect(site.deliveries[0]).toMatchObject({ deliveryId: 'u-1', event: { type: 'gitlab' } })
  })

  test.each([
    [{}],
    [{ 'X-Gitlab-Token': '' }],
    [{ 'X-Gitlab-Token': 'gl-secret x' }],
    [{ 'X-Gitlab-Token': 'GL-SECRET' }],
  ])('%j is 401', async (headers) => {
    expect(await post('{}', headers)).toMatchObject({ status: 401, body: 'token mismatch' })
    expect(site.deliveries).toEqual([])
  })

  test('the key of the delivery goes before that of the chain of hooks', async () => {
    await post('{}', { 'X-Gitlab-Event-UUID': 'u-1', 'Idempotency-Key': 'i-1' }, '/gitlab-open')
    expect(site.deliveries[0]?.deliveryId).toBe('i-1')
  })

  test('what is not JSON is 400', async () => {
    expect((await post('{', {}, '/gitlab-open')).status).toBe(400)
  })
})
