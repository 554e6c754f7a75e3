import type { ByteBudget } from '../byte-budget.ts'
import type { Exchange } from '../exchange.ts'
import type { Publish } from '../publish.ts'
import { publishRefusal } from '../publish.ts'
import { checkBodyHeaders, readBody } from '../read-body.ts'
import { Refusal, type RefusalCode } from '../refusal.ts'
import { startSending } from '@millrace/deliveries'
import { traceContextOf } from '../trace-context.ts'
import type { ServiceTelemetry } from '@millrace/telemetry'
import { apiDelivery, awaited, type Arrived } from './api-delivery.ts'
import { apiFailure, isApiFailure, type ApiFailure, type ApiFailureKind } from './api-failure.ts'
import type { DetailWish } from './detail-wish.ts'
import { detailWish } from './detail-wish.ts'
import type { StoredEvent } from './detail-json.ts'
import type { FateBoard } from './fate-board.ts'
import { firstJson } from './first-json.ts'
import { identify, type IdentifyDeps } from './identify.ts'
import { noFate, type KnownFate } from './known-fate.ts'
import { metadataOf } from './metadata-of.ts'
import { senderIdOf } from './sender-id.ts'

export interface TakeDeps {
  readonly publish: Publish
  readonly telemetry: ServiceTelemetry
  readonly budget: ByteBudget
  /** Of that, what may be held of those who are not known yet. */
  readonly strangersBudget: ByteBudget
  readonly identify: IdentifyDeps
  readonly fates: FateBoard
  readonly bodyBytesMax: number
  readonly jsonDepthMax: number
  /** Microseconds since the Unix epoch. */
  readonly nowUs: () => number
}

/** An event that the bus has stored, and what is known of it where the client wants to know. */
export interface Taken {
  readonly event: StoredEvent
  readonly detail: { readonly wish: DetailWish; readonly known: KnownFate } | undefined
}

/** What an event is posted to. */
export interface Place {
  readonly namespace: string
  readonly discriminator: string
}

const namespaceName = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/u

/**
 * Takes an event: caller, body, payload, publish; the first that fails answers. 2xx only when the bus has stored it. Of strangers no
 * body is kept, unless it is signed.
 */
export async function takeApiEvent(exchange: Exchange, place: Place, deps: TakeDeps): Promise<Taken | ApiFailure> {
  if (!namespaceName.test(place.namespace)) {
    const shown = JSON.stringify(place.namespace.slice(0, 80))
    return apiFailure('invalid-argument', `${shown} is not a namespace that Kubernetes takes`)
  }
  let reading: { readonly body: Promise<Buffer | ApiFailure>; readonly budget: ByteBudget } | undefined
  const bodyFrom = (budget: ByteBudget): Promise<Buffer | ApiFailure> =>
    (reading ??= { body: bodyOf(exchange, deps.bodyBytesMax, budget), budget }).body
  try {
    return await takeFrom(exchange, place, bodyFrom, deps)
  } finally {
    const read = await reading?.body
    if (Buffer.isBuffer(read)) reading?.budget.give(read.length)
  }
}

async function takeFrom(
  exchange: Exchange,
  place: Place,
  bodyFrom: (budget: ByteBudget) => Promise<Buffer | ApiFailure>,
  deps: TakeDeps,
): Promise<Taken | ApiFailure> {
  const { request } = exchange
  const begunAtUs = deps.nowUs()
  const unproven = (): Promise<Buffer | ApiFailure> => bodyFrom(deps.strangersBudget)
  const caller = await identify({ ...place, headers: request.headers, body: unproven }, deps.identify)
  if (isApiFailure(caller)) return caller
  const metadata = metadataOf({ rawHeaders: request.rawHeaders, remoteAddress: request.socket.remoteAddress })
  // Names of headers begin with x- here, so no header makes it look like a failure.
  if (isApiFailure(metadata)) return metadata
  const body = await bodyFrom(deps.budget)
  if (!Buffer.isBuffer(body)) return body
  const payload = firstJson(body, deps.jsonDepthMax)
  if (isApiFailure(payload)) return payload
  const deliveryId = senderIdOf(request.headers)
  return store(exchange, { ...place, metadata, caller, payload: payload.text, deliveryId }, begunAtUs, deps)
}

async function store(
  { request, response }: Exchange,
  arrived: Arrived,
  begunAtUs: number,
  deps: TakeDeps,
): Promise<Taken | ApiFailure> {
  const { namespace, discriminator, deliveryId } = arrived
  const { tracing } = deps.telemetry
  const { parent, state } = traceContextOf(request.headers)
  const span = tracing.start('POST /api/v1/events/{namespace}/{discriminator}', {
    kind: 'server',
    parent,
    startTimeUs: begunAtUs,
  })
  const sending = startSending(tracing, span)
  const arrival = { receivedAtUs: deps.nowUs(), traceparent: sending.traceparent, tracestate: state }
  const delivery = apiDelivery(arrived, arrival)
  const eventId = delivery.event.id
  if (tracing.recording) {
    span.set({
      'http.request.method': 'POST',
      'http.route': '/api/v1/events/{namespace}/{discriminator}',
      'cloudevents.event_id': eventId,
      'cloudevents.event_subject': discriminator,
      'millrace.namespace': namespace,
      'millrace.delivery_id': deliveryId,
    })
  }
  const wish = detailWish(request.headers)
  // It is listened for before it is published: what comes at once is not missed.
  const untilKnown = wish === undefined || wish.waitMs === 0 ? undefined : deps.fates.expect(eventId)
  try {
    const { durability } = await deps.publish(
      untilKnown === undefined ? delivery : awaited(delivery, deps.fates.waiter),
    )
    const event = { eventId, namespace, deliveryId, durability }
    if (wish === undefined) return { event, detail: undefined }
    return { event, detail: { wish, known: (await untilKnown?.(wish.waitMs, goneOf(response))) ?? noFate } }
  } catch (error) {
    const refusal = publishRefusal(error)
    span.fail(refusal.reason)
    if (sending !== span) sending.fail(refusal.reason)
    // Nobody waits any more; what is known by then is of no use.
    await untilKnown?.(0)
    return failureOf(refusal)
  } finally {
    sending.end()
    if (sending !== span) span.end()
  }
}

/** Aborted when the client has gone: nobody waits for it any more. */
function goneOf(response: Exchange['response']): AbortSignal {
  const gone = new AbortController()
  if (response.destroyed) gone.abort()
  else response.once('close', () => gone.abort())
  return gone.signal
}

async function bodyOf(exchange: Exchange, bodyBytesMax: number, budget: ByteBudget): Promise<Buffer | ApiFailure> {
  const early = checkBodyHeaders(exchange.request, bodyBytesMax)
  if (early !== undefined) return failureOf(early)
  if (exchange.awaitsContinue) {
    exchange.awaitsContinue = false
    exchange.response.writeContinue()
  }
  const body = await readBody(exchange.request, bodyBytesMax, budget)
  return body instanceof Refusal ? failureOf(body) : body
}

/** The front door's refusals in this API's terms; all others are the sender's fault. */
const kinds: Partial<Record<RefusalCode, ApiFailureKind>> = {
  'too-large': 'too-large',
  overloaded: 'unavailable',
  'bus-away': 'unavailable',
  stopping: 'unavailable',
  internal: 'internal',
}

function failureOf({ code, reason, cause }: Refusal): ApiFailure {
  return apiFailure(kinds[code] ?? 'invalid-argument', reason, cause)
}
