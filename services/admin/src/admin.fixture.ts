import type { DescMethod } from '@bufbuild/protobuf'
import { boundsDefault, openBus, ownStreams, recordStream, type Bus } from '@millrace/bus'
import {
  AuditService,
  DeadLetterService,
  DecisionService,
  DedupService,
  EventService,
  HistoryService,
  InvocationService,
  ReplayService,
  SensorService,
  SourceService,
  SystemService,
} from '@millrace/protocol/admin'
import { configFrom, supervise, type Running, type Supervised } from '@millrace/service'
import { startTelemetry } from '@millrace/telemetry'
import { eventually } from '@millrace/testkit'
import { adminOptions, type AdminConfig } from './config.ts'
import { startAdmin, type Admin, type AdminDeps } from './start.ts'

/** Every service of the admin API. */
export const apiServices = [
  AuditService,
  DeadLetterService,
  DecisionService,
  DedupService,
  EventService,
  HistoryService,
  InvocationService,
  ReplayService,
  SensorService,
  SourceService,
  SystemService,
]

/** Every method, as `EventService/Get`. */
export const apiMethods: ReadonlyMap<string, DescMethod> = new Map(
  apiServices.flatMap(({ name, methods }) => methods.map((method) => [`${name}/${method.name}`, method] as const)),
)

/** An answer over Connect's JSON form. */
export interface Answer {
  readonly status: number
  readonly json: Record<string, unknown>
}

/** A running admin service. */
export interface RunningAdmin extends AsyncDisposable {
  readonly url: string
  readonly port: number
  readonly life: Supervised['life']
  /** The log, line by line. */
  readonly lines: readonly string[]
  readonly call: (method: string, request: object, headers?: Record<string, string>) => Promise<Answer>
}

/** The record of the default EventBus. */
export const record = recordStream('default', 'default', {}, boundsDefault)

/** Connects, and empties NATS. */
export async function freshStreams(url: string): Promise<Bus> {
  const bus = await openBus({ url, name: 'admin-test' })
  await emptyStreams(bus)
  return bus
}

/** Removes every stream and makes those that services make, and the record of the default EventBus. */
export async function emptyStreams(bus: Bus): Promise<void> {
  const old: string[] = []
  for await (const name of bus.manager.streams.names()) old.push(name)
  for (const name of old) await bus.manager.streams.delete(name)
  for (const stream of [...ownStreams(boundsDefault), record]) await bus.ensureStream(stream)
}

/** Starts admin on a free port. */
export async function runAdmin(
  settings: Partial<AdminConfig>,
  more: Pick<AdminDeps, 'problems'> = {},
): Promise<RunningAdmin> {
  const lines: string[] = []
  const telemetry = await startTelemetry({ service: 'admin', write: (line) => void lines.push(line) })
  const config = configFrom(adminOptions, {
    control: { host: '127.0.0.1', port: 0 },
    address: { host: '127.0.0.1', port: 0 },
    ...settings,
  })
  const started = Promise.withResolvers<Admin>()
  const { life, ended } = supervise(async (_stop, life): Promise<Running> => {
    const admin = await startAdmin(config, { life, telemetry, ...more })
    started.resolve(admin)
    return admin
  }, telemetry.log)
  const { port } = await Promise.race([started.promise, ended.then(() => Promise.reject(new Error(lines.join(''))))])
  await eventually(() => life.state === 'running')
  const url = `http://127.0.0.1:${port}`
  return {
    url,
    port,
    life,
    lines,
    async call(method, request, headers = {}) {
      const response = await fetch(`${url}/millrace.admin.v1.${method}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(request),
      })
      // The JSON form of the answer, as any caller without our types sees it.
      return { status: response.status, json: (await response.json()) as Record<string, unknown> }
    },
    async [Symbol.asyncDispose]() {
      life.drain()
      const end = await ended
      await telemetry[Symbol.asyncDispose]()
      if (end.kind !== 'drained') throw new Error(`admin ended as ${end.kind}: ${lines.join('')}`)
    },
  }
}

/** The reason in an error's `google.rpc.ErrorInfo`; empty where there is none. */
export function reasonOf({ json }: Answer): string {
  // As Connect writes details: with a debug form of what it knows.
  const details = (json['details'] ?? []) as { type?: string; debug?: { reason?: string }; value?: string }[]
  const info = details.find(({ type }) => type === 'google.rpc.ErrorInfo')
  return info?.debug?.reason ?? reasonIn(info?.value ?? '')
}

/** `ErrorInfo.reason` is the first field of the message. */
function reasonIn(base64: string): string {
  const bytes = Buffer.from(base64, 'base64')
  return bytes[0] === 0x0a ? bytes.subarray(2, 2 + (bytes[1] ?? 0)).toString() : ''
}

/** The reason for which a call of any kind is refused; empty where it is not, or a stream goes on. */
export async function refusalOf(
  { url, call }: Pick<RunningAdmin, 'url' | 'call'>,
  method: string,
  request: object,
  token: string | undefined,
): Promise<string> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
  if (apiMethods.get(method)?.methodKind === 'unary') return reasonOf(await call(method, request, headers))
  const body = Buffer.from(JSON.stringify(request))
  const frame = Buffer.concat([Buffer.alloc(5), body])
  frame.writeUInt32BE(body.length, 1)
  const answer = await fetch(`${url}/millrace.admin.v1.${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/connect+json', ...headers },
    body: frame,
    signal: AbortSignal.timeout(streamLookMs),
  }).catch(() => undefined)
  const text = await (answer?.text() ?? Promise.resolve('')).catch(() => '')
  // Over Connect a stream's error stands in its last frame.
  const end = text.indexOf('{')
  if (end < 0) return ''
  const { error } = JSON.parse(text.slice(end)) as { error?: Record<string, unknown> }
  return error === undefined ? '' : reasonOf({ status: 0, json: error })
}

/** A stream that has said nothing for this long was not refused. Milliseconds. */
const streamLookMs = 1_000
