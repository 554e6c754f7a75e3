import { metadataMember } from '@millrace/deliveries'
import { deliveryIdOf } from './delivery-id.ts'
import { formJson, parseForm } from './go-form.ts'
import { httpPayload } from './payload.ts'
import { readJson } from './read-json.ts'
import type { Inbound, Receiver, ReceiverLimits } from './receiver.ts'
import { Refusal } from './refusal.ts'

/** Methods whose events are the query, and those whose events are the body. */
export const queryMethods: readonly string[] = ['GET', 'HEAD', 'DELETE']
export const bodyMethods: readonly string[] = ['POST', 'PUT', 'PATCH']

const formType = 'application/x-www-form-urlencoded'

/** Receives type `webhook`: the payload is `{"header", "body", "metadata"?}`. */
export function webhookReceiver(
  method: string,
  metadata: Readonly<Record<string, string>> | undefined,
  { jsonDepthMax }: ReceiverLimits,
): Receiver {
  const metadataJson = metadataMember(metadata)
  const readsBody = bodyMethods.includes(method)
  return {
    methods: [method],
    readsBody,
    receive(inbound) {
      const body = readsBody ? bodyJson(inbound, jsonDepthMax) : formJson(parseForm(inbound.query))
      if (body instanceof Refusal) return body
      return {
        payload: httpPayload('header', inbound.rawHeaders, body, metadataJson),
        deliveryId: deliveryIdOf(inbound.headers),
      }
    },
  }
}

/** A form only where the content type says so without parameters, as in Argo Events; all else must be JSON. */
function bodyJson({ headers, body }: Inbound, jsonDepthMax: number): string | Refusal {
  const contentType = headers['content-type']
  if (contentType === formType) return formBody(body)
  const json = readJson(body, jsonDepthMax)
  if (!(json instanceof Refusal)) return json.compact
  // A form whose content type has parameters is refused by Argo Events; nobody misses that.
  const isForm = contentType?.split(';', 1)[0]?.trim().toLowerCase() === formType
  return isForm ? formBody(body) : json
}

function formBody(body: Buffer): string | Refusal {
  const form = parseForm(body.toString('utf8'))
  if (form.fault === undefined) return formJson(form)
  return new Refusal('malformed', `the body is no form: ${form.fault}`)
}
