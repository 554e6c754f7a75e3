import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A span as the collector got it. */
export interface ReceivedSpan {
  readonly service: string
  readonly scope: string
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string
  readonly name: string
  readonly kind: number
  readonly startNs: bigint
  readonly endNs: bigint
  readonly attributes: Readonly<Record<string, unknown>>
  readonly links: readonly string[]
  readonly status: { readonly code: number; readonly message: string }
}

/** An OTLP/HTTP collector that keeps what it gets. `status` may be changed to refuse. */
export interface OtlpSink extends AsyncDisposable {
  readonly url: string
  readonly spans: ReceivedSpan[]
  readonly requests: {
    readonly path: string
    readonly contentType: string
    readonly headers: NodeJS.Dict<string | string[]>
  }[]
  status: number
}

/** Starts a collector on a free port. */
export async function otlpSink(): Promise<OtlpSink> {
  const spans: ReceivedSpan[] = []
  const requests: OtlpSink['requests'] = []
  const sink = { spans, requests, status: 200 }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const contentType = request.headers['content-type'] ?? ''
      requests.push({ path: request.url ?? '', contentType, headers: request.headers })
      if (sink.status === 200) spans.push(...decodeTraces(Buffer.concat(chunks)))
      response.writeHead(sink.status, { 'content-type': 'application/x-protobuf' }).end()
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return Object.assign(sink, {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  })
}

type Wire = Map<number, (bigint | Buffer)[]>

/** Protobuf without a schema: field number to its values, varints and fixed64 as numbers, the rest as bytes. */
function fieldsOf(bytes: Buffer): Wire {
  const fields: Wire = new Map()
  let at = 0
  const varint = (): bigint => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++]
      if (byte === undefined) throw new Error('a varint runs past the end')
      value |= BigInt(byte & 127) << shift
      if (byte < 128) return value
    }
  }
  while (at < bytes.length) {
    const tag = Number(varint())
    const values = fields.get(tag >> 3) ?? []
    fields.set(tag >> 3, values)
    if ((tag & 7) === 0) values.push(varint())
    else if ((tag & 7) === 1) values.push(bytes.readBigUInt64LE((at += 8) - 8))
    else if ((tag & 7) === 5) values.push(BigInt(bytes.readUInt32LE((at += 4) - 4)))
    else if ((tag & 7) === 2) {
      const length = Number(varint())
      values.push(bytes.subarray(at, (at += length)))
    } else throw new Error(`wire type ${tag & 7}`)
  }
  return fields
}

const messages = (wire: Wire, field: number): Wire[] =>
  (wire.get(field) ?? []).map((value) => fieldsOf(value as Buffer))
const bytesOf = (wire: Wire, field: number): Buffer => (wire.get(field)?.[0] as Buffer | undefined) ?? Buffer.alloc(0)
const text = (wire: Wire, field: number): string => bytesOf(wire, field).toString()
const int = (wire: Wire, field: number): bigint => (wire.get(field)?.[0] as bigint | undefined) ?? 0n

/** The numbers are those of opentelemetry/proto/{trace,common,resource}/v1. */
function decodeTraces(body: Buffer): ReceivedSpan[] {
  return messages(fieldsOf(body), 1).flatMap((resourceSpans) => {
    const resource = attributesOf(messages(resourceSpans, 1)[0] ?? new Map(), 1)
    return messages(resourceSpans, 2).flatMap((scopeSpans) => {
      const scope = text(messages(scopeSpans, 1)[0] ?? new Map(), 1)
      return messages(scopeSpans, 2).map((span) => spanOf(span, String(resource['service.name']), scope))
    })
  })
}

function spanOf(span: Wire, service: string, scope: string): ReceivedSpan {
  const status = messages(span, 15)[0] ?? new Map()
  return {
    service,
    scope,
    traceId: bytesOf(span, 1).toString('hex'),
    spanId: bytesOf(span, 2).toString('hex'),
    parentSpanId: bytesOf(span, 4).toString('hex'),
    name: text(span, 5),
    kind: Number(int(span, 6)),
    startNs: int(span, 7),
    endNs: int(span, 8),
    attributes: attributesOf(span, 9),
    links: messages(span, 13).map((link) => `${bytesOf(link, 1).toString('hex')}-${bytesOf(link, 2).toString('hex')}`),
    status: { code: Number(int(status, 3)), message: text(status, 2) },
  }
}

function attributesOf(wire: Wire, field: number): Record<string, unknown> {
  return Object.fromEntries(
    messages(wire, field).map((pair) => [text(pair, 1), anyValue(messages(pair, 2)[0] ?? new Map())]),
  )
}

function anyValue(value: Wire): unknown {
  if (value.has(1)) return text(value, 1)
  if (value.has(2)) return int(value, 2) === 1n
  if (value.has(3)) return Number(int(value, 3))
  if (value.has(4)) {
    const bits = Buffer.alloc(8)
    bits.writeBigUInt64LE(int(value, 4))
    return bits.readDoubleLE()
  }
  if (value.has(5)) return messages(messages(value, 5)[0] ?? new Map(), 1).map(anyValue)
  return undefined
}
