import { boundedDeliveryId, deliveryOf, startSending } from '@millrace/deliveries'
import { decodeJson } from '@millrace/value'
import { checkCredentials } from './credentials.ts'
import type { Door } from './door.ts'
import type { Exchange } from './exchange.ts'
import { filterOutcome } from './filter-outcome.ts'
import type { Outcome } from './outcome.ts'
import { publishRefusal } from './publish.ts'
import type { Inbound, Received } from './receiver.ts'
import { Refusal } from './refusal.ts'
import type { Route } from './route-table.ts'
import { takeBody } from './take-body.ts'
import type { IdExpression } from './target.ts'
import { traceContextOf } from './trace-context.ts'

type Serving = Extract<Route, { kind: 'serving' }>

const noBody = Buffer.alloc(0)

/** Takes a request to an endpoint: method, credentials, body, payload, filter, publish; the first that fails answers. */
export async function takeRequest(exchange: Exchange, route: Serving, door: Door): Promise<Outcome> {
  const { target, receiver } = route
  const { request } = exchange
  const method = request.method ?? ''
  if (!receiver.methods.includes(method)) {
    return new Refusal('method-not-allowed', 'http method does not match', ['Allow', receiver.methods.join(', ')])
  }
  if (target.credentials !== undefined) {
    const refusal = await checkCredentials(request.headers.authorization, target.credentials)
    if (refusal !== undefined) return refusal
  }
  const begunAtUs = door.nowUs()
  const take = (body: Buffer): Promise<Outcome> => takeInbound(inboundOf(exchange, body), route, begunAtUs, door)
  return receiver.readsBody ? takeBody(exchange, target.bodyBytesMax, door, take) : take(noBody)
}

const inboundOf = ({ request, query }: Exchange, body: Buffer): Inbound => ({
  method: request.method ?? '',
  headers: request.headers,
  rawHeaders: request.rawHeaders,
  query,
  body,
})

async function takeInbound(
  inbound: Inbound,
  { target, receiver, pattern }: Serving,
  begunAtUs: number,
  door: Door,
): Promise<Outcome> {
  const received = await receiver.receive(inbound)
  if (received instanceof Refusal) return received
  const filtered = filterOutcome(target.filter, received.payload)
  if (filtered !== undefined) return filtered
  const { tracing } = door.telemetry
  const identified = target.idExpression === undefined ? received : withExpressedId(received, target.idExpression)
  const { parent, state } = traceContextOf(inbound.headers)
  const endpoint = pattern.kind === 'exact' ? pattern.path : pattern.text
  const span = tracing.start(`${inbound.method} ${endpoint}`, { kind: 'server', parent, startTimeUs: begunAtUs })
  const sending = startSending(tracing, span)
  const arrival = { receivedAtUs: door.nowUs(), traceparent: sending.traceparent, tracestate: state }
  const delivery = deliveryOf(target, identified, arrival)
  const { deliveryId, event } = delivery
  if (tracing.recording) {
    span.set({
      'http.request.method': inbound.method,
      'http.route': endpoint,
      'http.request.body.size': inbound.body.length,
      'cloudevents.event_id': event.id,
      'cloudevents.event_source': event.source,
      'cloudevents.event_type': event.type,
      'cloudevents.event_subject': target.eventName,
      'millrace.namespace': target.namespace,
      'millrace.delivery_id': deliveryId,
    })
  }
  try {
    const { durability } = await door.publish(delivery)
    return { kind: 'stored', events: [{ eventId: event.id, deliveryId }], isBatch: false, durability }
  } catch (error) {
    const refusal = publishRefusal(error)
    span.fail(refusal.reason)
    if (sending !== span) sending.fail(refusal.reason)
    return refusal
  } finally {
    sending.end()
    if (sending !== span) span.end()
  }
}

/** The manifest's own delivery id; the headers' where it finds none in this payload. */
function withExpressedId(received: Received, idExpression: IdExpression): Received {
  try {
    const id = idExpression(decodeJson(received.payload))
    return id === '' ? received : { ...received, deliveryId: boundedDeliveryId(id) }
  } catch {
    return received
  }
}
