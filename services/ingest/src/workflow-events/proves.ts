import { sameSecret } from '@millrace/secrets'
import { createHmac } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { standardKey, type HmacForm, type WebhookClient, type WebhookType } from './webhook-client.ts'

/** What a sender without a token shows. */
export interface Shown {
  readonly headers: IncomingHttpHeaders
  /** As it came: signatures are over its bytes. */
  readonly body: Buffer
  /** Seconds since the Unix epoch. */
  readonly nowS: number
}

/** How old, or how far ahead, the time of a Standard Webhook may be. Seconds. */
export const toleranceS = 300

const hub: HmacForm = { header: 'x-hub-signature', algorithm: 'sha256', encoding: 'hex', prefix: 'sha256=' }

/**
 * Whether a request carries what a client's provider proves itself by. Only then is its body of interest. Every kind of event of
 * the provider is taken: a list of those that there were once would refuse the next one.
 */
export function concerns({ type, hmac }: WebhookClient, headers: IncomingHttpHeaders): boolean {
  return (type === 'hmac' ? [hmac.header] : headersOf[type]).every((name) => text(headers, name) !== '')
}

const headersOf: Readonly<Record<Exclude<WebhookType, 'hmac'>, readonly string[]>> = {
  github: ['x-github-event', 'x-hub-signature-256'],
  gitlab: ['x-gitlab-event', 'x-gitlab-token'],
  bitbucket: ['x-event-key', 'x-hook-uuid'],
  bitbucketserver: ['x-event-key', hub.header],
  standardwebhooks: ['webhook-id', 'webhook-timestamp', 'webhook-signature'],
}

/** Whether a request proves that it comes from a client's provider. Compared in constant time. */
export function proves(client: WebhookClient, shown: Shown): boolean {
  const { headers, body } = shown
  const { type, secret } = client
  if (body.length === 0 || !concerns(client, headers)) return false
  switch (type) {
    case 'github':
      return isSignedByGithub(secret, shown)
    case 'gitlab':
      return sameSecret(text(headers, 'x-gitlab-token'), secret)
    case 'bitbucket':
      return sameSecret(text(headers, 'x-hook-uuid'), secret)
    case 'bitbucketserver':
      return isSigned(hub, secret, shown)
    case 'standardwebhooks':
      return isStandard(secret, shown)
    case 'hmac':
      return isSigned(client.hmac, secret, shown)
    default:
      return type satisfies never
  }
}

/** The prefix may be missing there. */
function isSignedByGithub(secret: string, shown: Shown): boolean {
  const header = 'x-hub-signature-256'
  const prefix = text(shown.headers, header).startsWith(hub.prefix) ? hub.prefix : ''
  return isSigned({ ...hub, header, prefix }, secret, shown)
}

function isSigned(
  { header, algorithm, encoding, prefix }: HmacForm,
  secret: string,
  { headers, body }: Shown,
): boolean {
  const given = text(headers, header)
  if (!given.startsWith(prefix)) return false
  const expected = createHmac(algorithm, secret).update(body).digest(encoding)
  const signature = given.slice(prefix.length)
  return sameSecret(encoding === 'hex' ? signature.toLowerCase() : signature, expected)
}

/** https://www.standardwebhooks.com: one of the signatures of version 1 must be right, and the time near. */
function isStandard(secret: string, { headers, body, nowS }: Shown): boolean {
  const id = text(headers, 'webhook-id')
  const timestamp = text(headers, 'webhook-timestamp')
  if (!/^\d{1,12}$/u.test(timestamp)) return false
  if (Math.abs(nowS - Number(timestamp)) > toleranceS) return false
  const expected = createHmac('sha256', standardKey(secret)).update(`${id}.${timestamp}.`).update(body).digest('base64')
  const given = text(headers, 'webhook-signature').split(' ').slice(0, signaturesMax)
  // No early end: how long it takes must not tell which of them is right.
  return given.filter((one) => one.startsWith('v1,') && sameSecret(one.slice('v1,'.length), expected)).length > 0
}

/** Signatures of one request that are looked at: one for each secret that is being rotated. */
const signaturesMax = 10

const text = (headers: IncomingHttpHeaders, name: string): string => {
  const value = headers[name]
  return typeof value === 'string' ? value : ''
}
