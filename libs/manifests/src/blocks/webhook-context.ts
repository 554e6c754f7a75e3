import { long, map, may, need, object, oneOf, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import type { Check } from '../validate/check.ts'
import { basicAuth, checkBasicAuth } from './basic-auth.ts'
import { secretKeySelector } from './secret-key-selector.ts'

export const httpMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'CONNECT', 'TRACE'] as const

/** What a webhook takes when `maxPayloadSize` is absent, in bytes. */
export const webhookPayloadBytesDefault = 1_048_576

/** More than any bus carries in one message, in bytes. */
export const webhookPayloadBytesMax = 64 * 1_048_576

/** The fields of a webhook; the type `webhook` has them inline. */
export const webhookContextFields = {
  endpoint: need(string(), 'Path, exactly; parts such as {id} match one path segment.', "endpoint can't be empty"),
  port: need(string(), 'Port to listen on, decimal.', "port can't be empty"),
  method: may(oneOf(httpMethods), 'The only HTTP method to take; heeded by the type webhook alone.'),
  url: may(string(), 'Public base URL, for registering the hook with the remote.'),
  serverCertSecret: may(secretKeySelector, 'PEM of the server certificate; TLS needs the key too.'),
  serverKeySecret: may(secretKeySelector, 'PEM of the server key.'),
  metadata: may(map(string({ keepEmpty: true })), 'Copied to the payload.'),
  authSecret: may(secretKeySelector, 'Bearer token that a request must carry.'),
  basicAuth: may(basicAuth, 'User and password that a request must carry.'),
  maxPayloadSize: may(long(), 'Largest body, in bytes. Default 1048576.'),
} as const

export const webhookContext = object('WebhookContext', webhookContextFields)

export type WebhookContext = Infer<typeof webhookContext>

export function checkWebhookContext(webhook: WebhookContext, check: Check): void {
  checkEndpoint(webhook, check)
  checkPort(webhook, check)
  checkBasicAuth(webhook.basicAuth, check)
  if ((webhook.serverCertSecret === undefined) !== (webhook.serverKeySecret === undefined)) {
    const message = 'only one of serverCertSecret and serverKeySecret is given, so there is no TLS'
    check.warning('suspect', webhook, [], message, 'give both or none')
  }
  const size = webhook.maxPayloadSize
  if (size !== undefined && size < 1) {
    check.error('invalid', webhook, ['maxPayloadSize'], `${String(size)} bytes let no request through`)
  } else if (size !== undefined && size > webhookPayloadBytesMax) {
    const message = `${String(size)} bytes is more than a bus carries, ${String(webhookPayloadBytesMax)}`
    check.warning('suspect', webhook, ['maxPayloadSize'], message)
  }
}

function checkEndpoint(webhook: WebhookContext, check: Check): void {
  const { endpoint } = webhook
  // A part such as {id:[a-z]?} is a pattern, in which these characters are fine.
  const literal = endpoint.replaceAll(/\{[^{}]*\}/g, 'x')
  if (!endpoint.startsWith('/')) {
    const message = 'the endpoint does not start with /, so no request can match it'
    check.error('invalid', webhook, ['endpoint'], message, `write endpoint: /${endpoint}`)
  } else if (/[?#\s]/.test(literal)) {
    const message = 'the endpoint is a path: no query, no fragment, no space'
    check.error('invalid', webhook, ['endpoint'], message)
  } else if (literal.includes('//') || /\/\.{1,2}(\/|$)/.test(literal)) {
    const message = 'paths are cleaned before they are matched, so no request can match //, /. or /..'
    check.error('invalid', webhook, ['endpoint'], message)
  }
}

function checkPort(webhook: WebhookContext, check: Check): void {
  const { port } = webhook
  if (!/^[+-]?\d+$/.test(port)) {
    const reason = `strconv.Atoi: parsing ${JSON.stringify(port)}: invalid syntax`
    check.error('invalid', webhook, ['port'], `failed to parse server port ${port}. err: ${reason}`)
  } else if (Number(port) < 1 || Number(port) > 65_535) {
    check.error('invalid', webhook, ['port'], `port ${port} is out of range, 1 to 65535`)
  }
}
