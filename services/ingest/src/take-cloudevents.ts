import {
  boundsDefault,
  CloudEventError,
  dataContentType,
  isJsonType,
  readHttp,
  type Event,
} from '@millrace/cloudevents'
import type { RoadDelivery } from '@millrace/protocol/wire'
import { checkCredentials } from './credentials.ts'
import { cloudEventBodyJson, cloudEventDelivery } from './delivery.ts'
import type { Door } from './door.ts'
import type { Exchange } from './exchange.ts'
import { filterOutcome } from './filter-outcome.ts'
import { headerJson } from './go-header.ts'
import type { Named, Outcome } from './outcome.ts'
import { publishRefusal } from './publish.ts'
import { readJson } from './read-json.ts'
import { Refusal } from './refusal.ts'
import { takeBody } from './take-body.ts'
import type { Target } from './target.ts'
import { traceContextOf } from './trace-context.ts'

/** Takes the CloudEvents of a request, all of them or none: an event that is stored twice is dropped by its id later. */
export async function takeCloudEvents(exchange: Exchange, target: Target, door: Door): Promise<Outcome> {
  if (target.credentials !== undefined) {
    const refusal = await checkCredentials(exchange.request.headers.authorization, target.credentials)
    if (refusal !== undefined) return refusal
  } else if (target.unprovenField !== undefined) {
    const reason = `this event is proven by ${target.unprovenField}, which CloudEvents cannot carry: set webhook.authSecret`
    return new Refusal('forbidden', reason)
  }
  return takeBody(exchange, target.bodyBytesMax, door, (body) => takeEvents(exchange, body, target, door))
}

async function takeEvents(exchange: Exchange, body: Buffer, target: Target, door: Door): Promise<Outcome> {
  const reading = read(exchange.request.rawHeaders, body, door)
  if (reading instanceof Refusal) return reading
  const header = target.filter === undefined ? '' : headerJson(exchange.request.rawHeaders)
  const wanted: Event[] = []
  let dropped: Outcome | undefined
  for (const event of reading.events) {
    const payload = header === '' ? '' : `{"header":${header},"body":${cloudEventBodyJson(event)}}`
    const filtered = filterOutcome(target.filter, payload)
    if (filtered === undefined) wanted.push(event)
    else dropped = filtered
  }
  if (wanted.length === 0 && dropped !== undefined) return dropped
  return publishAll(exchange, wanted, { target, door, isBatch: reading.mode === 'batch' })
}

function read(rawHeaders: readonly string[], body: Buffer, { limits }: Door): ReturnType<typeof readHttp> | Refusal {
  const { batchEventsMax, eventAttributesMax: attributesMax } = limits
  try {
    const reading = readHttp(rawHeaders, body, { ...boundsDefault, batchEventsMax, attributesMax })
    for (const event of reading.events) {
      const refusal = checkData(event, limits.jsonDepthMax)
      if (refusal !== undefined) return refusal
    }
    return reading
  } catch (error) {
    if (!(error instanceof CloudEventError)) throw error
    if (error.code === 'format-unsupported') return new Refusal('unsupported-type', error.message)
    return new Refusal(error.code === 'batch-too-large' ? 'too-large' : 'malformed', error.message)
  }
}

/** Data that is announced as JSON and is none would only fail later, where nobody can tell the sender. */
function checkData(event: Event, jsonDepthMax: number): Refusal | undefined {
  const contentType = dataContentType(event)
  if (event.data === undefined || contentType === undefined || !isJsonType(contentType)) return undefined
  const { buffer, byteOffset, byteLength } = event.data
  const json = readJson(Buffer.from(buffer, byteOffset, byteLength), jsonDepthMax)
  return json instanceof Refusal ? new Refusal('malformed', `the data of event ${event.id}: ${json.reason}`) : undefined
}

interface Publishing {
  readonly target: Target
  readonly door: Door
  readonly isBatch: boolean
}

async function publishAll(
  { request }: Exchange,
  events: readonly Event[],
  { target, door, isBatch }: Publishing,
): Promise<Outcome> {
  const trace = traceContextOf(request.headers)
  const named: Named[] = []
  const stored = await Promise.allSettled(
    events.map((event) => {
      // The event's own trace context is older than the request's: it says where the event began.
      const own = event.attributes.get('traceparent')
      const span = door.telemetry.tracing.start('POST /cloudevents', {
        kind: 'server',
        parent: typeof own === 'string' ? own : trace.parent,
      })
      const arrival = { receivedAtUs: door.nowUs(), traceparent: span.traceparent, tracestate: trace.state }
      const delivery: RoadDelivery = cloudEventDelivery(target, event, arrival)
      named.push({ eventId: event.id, deliveryId: delivery.deliveryId })
      return door.publish(delivery).finally(() => span.end())
    }),
  )
  let durability = ''
  for (const result of stored) {
    if (result.status === 'rejected') return publishRefusal(result.reason)
    durability = result.value.durability
  }
  return { kind: 'stored', events: named, isBatch, durability }
}
