import { metadataMember } from '@millrace/deliveries'
import { sameSecret } from '@millrace/secrets'
import { fromHeader, present, secretMissing, type SecretValue } from './credentials.ts'
import { gitlabDeliveryIdOf } from './delivery-id.ts'
import { httpPayload } from './payload.ts'
import { readJson } from './read-json.ts'
import type { Inbound, Received, Receiver, ReceiverLimits } from './receiver.ts'
import { Refusal } from './refusal.ts'

/**
 * Receives type `gitlab`: the payload is `{"headers", "body", "metadata"?}`. The token is checked wherever the manifest
 * names one; Argo Events checks it only where it manages the hooks itself.
 */
export function gitlabReceiver(
  secretToken: SecretValue | undefined,
  metadata: Readonly<Record<string, string>> | undefined,
  { jsonDepthMax }: ReceiverLimits,
): Receiver {
  const metadataJson = metadataMember(metadata)
  return {
    methods: ['POST'],
    readsBody: true,
    async receive(inbound) {
      const refusal = await checkToken(inbound, secretToken)
      if (refusal !== undefined) return refusal
      const json = readJson(inbound.body, jsonDepthMax)
      if (json instanceof Refusal) return json
      const received: Received = {
        // Argo Events leaves the token in the payload, and with it in every log and history of events.
        payload: httpPayload('headers', inbound.rawHeaders, json.compact, metadataJson, 'X-Gitlab-Token'),
        deliveryId: gitlabDeliveryIdOf(inbound.headers),
      }
      return received
    },
  }
}

async function checkToken({ headers }: Inbound, secretToken: SecretValue | undefined): Promise<Refusal | undefined> {
  if (secretToken === undefined) return undefined
  const expected = await present(secretToken)
  if (expected === undefined) return secretMissing()
  const given = headers['x-gitlab-token']
  if (typeof given === 'string' && sameSecret(fromHeader(given), expected)) return undefined
  return new Refusal('unauthorized', 'token mismatch')
}
