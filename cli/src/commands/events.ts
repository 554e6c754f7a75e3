import { toJson } from '@bufbuild/protobuf'
import { timestampMs } from '@bufbuild/protobuf/wkt'
import {
  EventServiceGetResponseSchema,
  EventServiceListResponseSchema,
  EventServiceSearchResponseSchema,
  EventServiceTailResponseSchema,
  type RecordedEvent,
} from '@millrace/protocol/admin'
import type { CloudEvent } from '@millrace/protocol/cloudevents'
import { Result } from '@millrace/protocol/road'
import { readFileSync } from 'node:fs'
import { CliError, exitCodes } from '../cli-error.ts'
import type { AdminUse } from '../options/admin-command.ts'
import type { EventFlags, ListFlags, PublishFlags, SearchFlags, TailFlags } from '../options/events.ts'
import { endNamed } from '../output/end-named.ts'
import { resultText } from '../output/result-text.ts'
import { show } from '../output/show.ts'
import { table } from '../output/table.ts'
import { timeIn, timeText } from '../output/time-text.ts'
import { searchOn } from './search-on.ts'
import { roadText } from './waterfall.ts'

const standardInput = 0

function filterOf({ namespace = '', bus = '', source, since, until }: EventFlags) {
  const [eventSource = '', eventName = ''] = (source ?? '').split('/')
  const nowMs = Date.now()
  return {
    namespace,
    bus,
    eventSource,
    eventName,
    ...(since === undefined ? {} : { from: timeIn(since, nowMs) }),
    ...(until === undefined ? {} : { until: timeIn(until, nowMs) }),
  }
}

const head = ['RECORDED', 'EVENT', 'FROM', 'DELIVERY', 'BYTES']
const rowOf = (event: RecordedEvent): string[] => [
  timeText(event.acceptedAtUs),
  event.eventId,
  `${event.namespace}/${event.eventSource}/${event.eventName}`,
  event.deliveryId,
  String(event.dataBytes),
]

export function eventsList({ client, stop }: AdminUse, flags: ListFlags): Promise<number> {
  const { limit, pageToken = '', data } = flags
  return show(
    {
      ask: () => client.events.list({ filter: filterOf(flags), pageSize: limit, pageToken, withData: data === true }),
      json: (answer) => toJson(EventServiceListResponseSchema, answer),
      text: ({ events, nextPageToken }) =>
        [
          events.length === 0 ? 'no events' : table([head, ...events.map(rowOf)]),
          ...(data === true ? events.map((event) => `${event.eventId} ${dataOf(event)}`) : []),
          ...(nextPageToken === '' ? [] : [`older ones: --page-token ${nextPageToken}`]),
        ].join('\n'),
    },
    flags,
    process.stdout,
    stop,
  )
}

export function eventsSearch({ client, stop }: AdminUse, flags: SearchFlags): Promise<number> {
  const {
    text = '',
    sensor = '',
    trigger = '',
    result,
    attribute,
    traceId = '',
    created = '',
    limit,
    pageToken = '',
  } = flags
  const attributes = Object.fromEntries(attribute.map((pair) => pairOf(pair)))
  const ends = result === undefined ? {} : endNamed(result)
  const query = { filter: filterOf(flags), text, sensor, trigger, ...ends, attributes, traceId, createdObject: created }
  return show(
    {
      ask: () => searchOn((page) => client.events.search({ query, ...page }), { limit, pageToken }, stop),
      json: (answer) => toJson(EventServiceSearchResponseSchema, answer),
      text: ({ events, nextPageToken, total, totalIsBound, searchedBackToUs }) => {
        const rows = events.flatMap(({ event, outcomes, snippet }) =>
          event === undefined
            ? []
            : [[...rowOf(event), outcomes.map((one) => resultText(one.result)).join(', '), snippet]],
        )
        const isShort = nextPageToken !== '' && events.length < limit
        return [
          rows.length === 0 ? 'nothing found' : table([[...head, 'OUTCOMES', 'TEXT'], ...rows]),
          [
            `${total}${totalIsBound && pageToken === '' ? '+' : ''} ${pageToken === '' ? 'in all' : 'on this page'}`,
            ...(isShort ? [`searched back to ${timeText(searchedBackToUs)}`] : []),
            ...(nextPageToken === '' ? [] : [`older ones: --page-token ${nextPageToken}`]),
          ].join('; '),
        ].join('\n')
      },
    },
    flags,
    process.stdout,
    stop,
  )
}

export function eventsGet(
  { client, paint, stop }: AdminUse,
  flags: EventFlags & { readonly id: string; readonly largeData?: boolean },
): Promise<number> {
  return show(
    {
      isWhole: true,
      ask: () => client.events.get({ id: flags.id, withLargeData: flags.largeData === true }),
      json: (answer) => toJson(EventServiceGetResponseSchema, answer),
      text: ({ events, road }) =>
        [
          ...events.map((event) => eventText(event)),
          road === undefined ? '' : roadText(flags.id, road, { paint, columns: process.stdout.columns ?? 100 }),
        ]
          .filter((part) => part !== '')
          .join('\n\n'),
      code: ({ events, road }) => (events.length === 0 && road?.note === '' ? exitCodes.missing : 0),
    },
    flags,
    process.stdout,
    stop,
  )
}

/** Large data is told where it is. */
function dataOf({ event, dataObject, dataBytes, dataProblem }: RecordedEvent): string {
  if (dataObject === '' || event?.data.case !== undefined) return dataText(event)
  const where = dataProblem === '' ? `object ${dataObject}; --large-data of events get shows it` : dataProblem
  return `(${dataBytes} bytes of data: ${where})`
}

function eventText(recorded: RecordedEvent): string {
  const { event, redacted } = recorded
  const attributes = Object.entries(event?.attributes ?? {}).map(([name, { attr }]) => [
    `  ${name}`,
    attributeText(attr),
  ])
  return [
    `event ${recorded.eventId} · ${recorded.namespace}/${recorded.eventSource}/${recorded.eventName}`,
    table([
      ['  recorded', `${timeText(recorded.acceptedAtUs)} on ${recorded.stream}, message ${recorded.seq}`],
      ['  delivery', recorded.deliveryId === '' ? '(its source gave no id)' : recorded.deliveryId],
      ['  type', event?.type ?? ''],
      ...attributes,
    ]),
    dataOf(recorded) + (redacted ? '\n(secrets are not shown)' : ''),
  ].join('\n')
}

type Attribute = CloudEvent['attributes'][string]['attr']

function attributeText(attr: Attribute): string {
  switch (attr.case) {
    case 'ceBytes':
      return Buffer.from(attr.value).toString('base64')
    case 'ceTimestamp':
      return new Date(timestampMs(attr.value)).toISOString()
    case undefined:
      return ''
    case 'ceBoolean':
    case 'ceInteger':
    case 'ceString':
    case 'ceUri':
    case 'ceUriRef':
      return String(attr.value)
    default:
      return attr satisfies never
  }
}

function dataText(event: CloudEvent | undefined): string {
  switch (event?.data.case) {
    case 'textData':
      return event.data.value
    case 'binaryData': {
      const text = Buffer.from(event.data.value).toString()
      return text.includes('\uFFFD') ? `(${event.data.value.length} bytes that are no text)` : text
    }
    case 'protoData':
    case undefined:
    default:
      return '(no data)'
  }
}

export async function eventsPublish({ client }: AdminUse, flags: PublishFlags): Promise<number> {
  const { name, namespace, id = '', type = '', contentType = '', extension, json } = flags
  const [eventSource = '', eventName = ''] = name.split('/')
  if (eventSource === '' || eventName === '') {
    throw new CliError(`${JSON.stringify(name)} names no event; give eventsource/event`, { exitCode: exitCodes.usage })
  }
  const answer = await client.events.publish({
    namespace,
    eventSource,
    eventName,
    deliveryId: id,
    type,
    dataContentType: contentType,
    extensions: Object.fromEntries(extension.map((pair) => pairOf(pair))),
    data: bodyOf(flags),
  })
  const { eventId, deliveryId, seq } = answer
  process.stdout.write(
    json === true
      ? `${JSON.stringify({ eventId, deliveryId, seq: String(seq) })}\n`
      : `stored · event ${eventId}\n  its road: millrace trace ${eventId}\n`,
  )
  return 0
}

function bodyOf({ data, file }: PublishFlags): Uint8Array {
  if (data !== undefined && file !== undefined) {
    throw new CliError('give either --data or --file, not both', { exitCode: exitCodes.usage })
  }
  if (file === undefined) return Buffer.from(data ?? '{}')
  try {
    return readFileSync(file === '-' ? standardInput : file)
  } catch (cause) {
    throw new CliError(`${JSON.stringify(file)} cannot be read`, { cause })
  }
}

/** Tells events as they come, until Ctrl-C. */
export async function eventsTail({ client, paint, stop }: AdminUse, flags: TailFlags): Promise<number> {
  const { last, data, outcomes, json } = flags
  const request = { filter: filterOf(flags), last, withData: data === true, withOutcomes: outcomes === true }
  for await (const answer of client.events.tail(request, { signal: stop })) {
    if (json === true) {
      process.stdout.write(`${JSON.stringify(toJson(EventServiceTailResponseSchema, answer))}\n`)
      continue
    }
    const { item } = answer
    if (item.case === 'event') {
      const { value } = item
      const body = data === true ? ` ${dataOf(value)}` : ''
      process.stdout.write(
        `${paint.dim(timeText(value.acceptedAtUs))} ${paint.strong(`${value.eventSource}/${value.eventName}`)} ${value.eventId}${body}\n`,
      )
    } else if (item.case === 'outcome') {
      const { value } = item
      const look =
        value.result === Result.SUCCEEDED ? paint.good : value.result === Result.RETRYING ? paint.warn : paint.bad
      const why = value.reason === '' ? '' : ` (${value.reason})`
      const ids = value.events.map(({ eventId }) => eventId).join(' ')
      process.stdout.write(
        `${paint.dim(timeText(value.finishedAtUs))}   ${value.sensor}/${value.trigger} #${value.attempt} ${look(resultText(value.result))}${why} ${paint.dim(ids)}\n`,
      )
    }
  }
  return 0
}

function pairOf(pair: string): [string, string] {
  const equals = pair.indexOf('=')
  if (equals > 0) return [pair.slice(0, equals), pair.slice(equals + 1)]
  throw new CliError(`${JSON.stringify(pair)} is no pair; give NAME=VALUE`, { exitCode: exitCodes.usage })
}
