import { metadataMember } from '@millrace/deliveries'
import { present, secretMissing, type SecretValue } from './credentials.ts'
import { deliveryIdOf } from './delivery-id.ts'
import { parseForm } from './go-form.ts'
import { checkHubSignature } from './hub-signature.ts'
import { goHeaderText } from './go-text.ts'
import { httpPayload } from './payload.ts'
import { readJson } from './read-json.ts'
import type { Inbound, Received, Receiver, ReceiverLimits } from './receiver.ts'
import { Refusal } from './refusal.ts'
import { sortedObject } from './sorted-json.ts'

/** Receives type `github`: the payload is `{"headers", "body", "metadata"?}`, the body with the event's name and id. */
export function githubReceiver(
  webhookSecret: SecretValue | undefined,
  metadata: Readonly<Record<string, string>> | undefined,
  { jsonDepthMax }: ReceiverLimits,
): Receiver {
  const metadataJson = metadataMember(metadata)
  return {
    methods: ['POST'],
    readsBody: true,
    async receive(inbound) {
      const kind = contentKind(inbound.headers['content-type'])
      if (kind instanceof Refusal) return kind
      const refusal = await checkSignature(inbound, webhookSecret)
      if (refusal !== undefined) return refusal
      const body = eventBody(inbound, kind, jsonDepthMax)
      if (body instanceof Refusal) return body
      const received: Received = {
        payload: httpPayload('headers', inbound.rawHeaders, body, metadataJson),
        deliveryId: deliveryIdOf(inbound.headers),
      }
      return received
    },
  }
}

async function checkSignature(inbound: Inbound, secret: SecretValue | undefined): Promise<Refusal | undefined> {
  if (secret === undefined) return undefined
  const value = await present(secret)
  return value === undefined ? secretMissing() : checkHubSignature(inbound.headers, inbound.body, value)
}

function contentKind(contentType: string | undefined): 'json' | 'form' | Refusal {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase()
  if (type === 'application/json') return 'json'
  if (type === 'application/x-www-form-urlencoded') return 'form'
  const shown = JSON.stringify((contentType ?? '').slice(0, 80))
  return new Refusal('unsupported-type', `webhook request has unsupported Content-Type ${shown}`)
}

function eventBody({ headers, body }: Inbound, kind: 'json' | 'form', jsonDepthMax: number): string | Refusal {
  const json = readJson(kind === 'json' ? body : formPayload(body), jsonDepthMax)
  if (json instanceof Refusal) return json
  if (typeof json.value !== 'object' || json.value === null || Array.isArray(json.value)) {
    return new Refusal('malformed', 'the body is no JSON object')
  }
  return sortedObject(json.compact, {
    'X-GitHub-Event': headerText(headers['x-github-event']),
    'X-GitHub-Delivery': headerText(headers['x-github-delivery']),
  })
}

const formPayload = (body: Buffer): Buffer =>
  Buffer.from(parseForm(body.toString('utf8')).values.get('payload')?.[0] ?? '')

const headerText = (value: string | string[] | undefined): string =>
  typeof value === 'string' ? goHeaderText(value) : ''
