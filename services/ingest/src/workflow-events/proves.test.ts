import { createHmac } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { describe, expect, test } from 'vitest'
import { concerns, proves, toleranceS } from './proves.ts'
import { hmacDefault, type WebhookClient } from './webhook-client.ts'

const body = Buffer.from('{}')
const nowS = 1_700_000_000
const secret = 'sh!'
const signature = '926ceeb8dcd67d5979fd7d726e3905af6d220f7fd6b2d8cce946906f7cf35963'
const client = (type: WebhookClient['type'], more: Partial<WebhookClient> = {}): WebhookClient => ({
  account: 'sender',
  type,
  secret,
  hmac: hmacDefault,
  ...more,
})
const shown = (headers: IncomingHttpHeaders, more: { body?: Buffer } = {}) => ({ headers, body, nowS, ...more })

describe('the right proof counts, whatever the event; a wrong one, or another body, does not', () => {
  test.each<[WebhookClient['type'], IncomingHttpHeaders, IncomingHttpHeaders]>([
    [
      'github',
      { 'x-github-event': 'brand_new', 'x-hub-signature-256': `sha256=${signature}` },
      { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` },
    ],
    ['github', { 'x-github-event': 'push', 'x-hub-signature-256': signature }, { 'x-hub-signature-256': '' }],
    ['gitlab', { 'x-gitlab-event': 'Deployment Hook', 'x-gitlab-token': secret }, { 'x-gitlab-token': 'sh' }],
    ['bitbucket', { 'x-event-key': 'repo:new', 'x-hook-uuid': secret }, { 'x-hook-uuid': '' }],
    [
      'bitbucketserver',
      { 'x-event-key': 'diagnostics:ping', 'x-hub-signature': `sha256=${signature}` },
      { 'x-hub-signature': 'sha256' },
    ],
    ['hmac', { 'x-signature': signature }, { 'x-signature': signature.slice(1) }],
  ])('%s %j', (type, right, wrong) => {
    expect(proves(client(type), shown(right))).toBe(true)
    expect(concerns(client(type), right)).toBe(true)
    expect(proves(client(type), shown({ ...right, ...wrong }))).toBe(false)
    expect(proves(client(type), shown(right, { body: Buffer.alloc(0) }))).toBe(false)
    expect(proves(client(type, { secret: 'another' }), shown(right))).toBe(false)
    for (const name of Object.keys(right)) {
      const { [name]: _, ...rest } = right
      expect(proves(client(type), shown(rest)), `without ${name}`).toBe(false)
      expect(concerns(client(type), rest), `without ${name}`).toBe(false)
    }
  })
})

test('an hmac of another header, algorithm, encoding and prefix', () => {
  const hmac = { header: 'x-my', algorithm: 'sha512', encoding: 'base64', prefix: 'v0=' } as const
  const value = createHmac('sha512', secret).update(body).digest('base64')
  expect(proves(client('hmac', { hmac }), shown({ 'x-my': `v0=${value}` }))).toBe(true)
  expect(proves(client('hmac', { hmac }), shown({ 'x-my': value }))).toBe(false)
})

describe('Standard Webhooks', () => {
  const key = Buffer.from('a key of some bytes')
  const standard = client('standardwebhooks', { secret: `whsec_${key.toString('base64')}` })
  const sign = (timestamp: number, id = 'msg_1') =>
    `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.{}`).digest('base64')}`
  const headers = (timestamp: number, signatures = sign(timestamp)) => ({
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures,
  })

  test('one of several signatures is enough', () => {
    expect(proves(standard, shown(headers(nowS, `v1a,x v1,bm8= ${sign(nowS)}`)))).toBe(true)
    expect(proves(standard, shown(headers(nowS, 'v1,bm8=')))).toBe(false)
    expect(proves(standard, shown({ ...headers(nowS), 'webhook-id': 'msg_2' }))).toBe(false)
  })

  test('what is old, or from the future, is not taken: it may be a replay', () => {
    for (const off of [-toleranceS, toleranceS]) expect(proves(standard, shown(headers(nowS + off)))).toBe(true)
    for (const off of [-toleranceS - 1, toleranceS + 1])
      expect(proves(standard, shown(headers(nowS + off)))).toBe(false)
    expect(proves(standard, shown({ ...headers(nowS), 'webhook-timestamp': 'now' }))).toBe(false)
  })
})
