import { create, type DescMessage, type MessageShape } from '@bufbuild/protobuf'
import { anyPack, type Any } from '@bufbuild/protobuf/wkt'
import { Code, ConnectError, type HandlerContext, type ServiceImpl } from '@connectrpc/connect'
import {
  BidiStreamRequestSchema,
  ClientStreamRequestSchema,
  ConformancePayload_RequestInfoSchema,
  IdempotentUnaryRequestSchema,
  ServerStreamRequestSchema,
  UnaryRequestSchema,
  type ConformancePayload_RequestInfo,
  type ConformanceService,
  type Error as WantedError,
  type Header,
  type StreamResponseDefinition,
  type UnaryResponseDefinition,
} from '@millrace/protocol/conformance'
import { setTimeout as sleep } from 'node:timers/promises'

/** Does what each request of the conformance runner says that the server shall do. */
export const conformanceService: Partial<ServiceImpl<typeof ConformanceService>> = {
  unary: (request, context) =>
    unary(request.responseDefinition, context, infoOf(context, [[UnaryRequestSchema, request]])),
  idempotentUnary: (request, context) =>
    unary(request.responseDefinition, context, infoOf(context, [[IdempotentUnaryRequestSchema, request]])),
  async clientStream(requests, context) {
    let definition: UnaryResponseDefinition | undefined
    const seen: Seen[] = []
    for await (const request of requests) {
      if (seen.length === 0) definition = request.responseDefinition
      seen.push([ClientStreamRequestSchema, request])
    }
    return unary(definition, context, infoOf(context, seen))
  },
  async *serverStream(request, context) {
    yield* answers(request.responseDefinition, context, infoOf(context, [[ServerStreamRequestSchema, request]]))
  },
  async *bidiStream(requests, context) {
    let definition: StreamResponseDefinition | undefined
    let isFullDuplex = false
    let sent = 0
    const seen: Seen[] = []
    for await (const request of requests) {
      if (seen.length === 0) {
        definition = request.responseDefinition
        isFullDuplex = request.fullDuplex
        if (isFullDuplex) setHeaders(definition, context)
      }
      seen.push([BidiStreamRequestSchema, request])
      if (!isFullDuplex) continue
      const data = definition?.responseData[sent]
      if (data === undefined) break
      await sleep(definition?.responseDelayMs ?? 0)
      const last: Seen = [BidiStreamRequestSchema, request]
      const requestInfo = sent === 0 ? infoOf(context, [last]) : onlyRequests([last])
      sent += 1
      yield { payload: { data, requestInfo } }
    }
    if (!isFullDuplex) {
      yield* answers(definition, context, infoOf(context, seen))
      return
    }
    for (const data of definition?.responseData.slice(sent) ?? []) {
      await sleep(definition?.responseDelayMs ?? 0)
      yield { payload: { data, ...(sent === 0 ? { requestInfo: infoOf(context, seen) } : {}) } }
      sent += 1
    }
    if (definition?.error !== undefined) throw errorOf(definition.error, sent === 0 ? infoOf(context, seen) : undefined)
  },
}

type Seen = readonly [schema: DescMessage, message: MessageShape<DescMessage>]
type Definition = Pick<UnaryResponseDefinition, 'responseHeaders' | 'responseTrailers'>

async function unary(
  definition: UnaryResponseDefinition | undefined,
  context: HandlerContext,
  requestInfo: ConformancePayload_RequestInfo,
) {
  setHeaders(definition, context)
  await sleep(definition?.responseDelayMs ?? 0)
  const { response } = definition ?? {}
  if (response?.case === 'error') throw errorOf(response.value, requestInfo)
  return { payload: { requestInfo, ...(response?.case === 'responseData' ? { data: response.value } : {}) } }
}

async function* answers(
  definition: StreamResponseDefinition | undefined,
  context: HandlerContext,
  requestInfo: ConformancePayload_RequestInfo,
) {
  setHeaders(definition, context)
  let sent = 0
  for (const data of definition?.responseData ?? []) {
    await sleep(definition?.responseDelayMs ?? 0)
    yield { payload: { data, ...(sent === 0 ? { requestInfo } : {}) } }
    sent += 1
  }
  if (definition?.error !== undefined) throw errorOf(definition.error, sent === 0 ? requestInfo : undefined)
}

function setHeaders(definition: Definition | undefined, { responseHeader, responseTrailer }: HandlerContext): void {
  const put = (into: Headers, headers: readonly Header[]): void => {
    for (const { name, value } of headers) for (const one of value) into.append(name, one)
  }
  put(responseHeader, definition?.responseHeaders ?? [])
  put(responseTrailer, definition?.responseTrailers ?? [])
}

function infoOf(context: HandlerContext, seen: readonly Seen[]): ConformancePayload_RequestInfo {
  const timeoutMs = context.timeoutMs()
  const query = context.requestMethod === 'GET' ? new URL(context.url).searchParams : undefined
  return create(ConformancePayload_RequestInfoSchema, {
    requests: packed(seen),
    requestHeaders: [...context.requestHeader].map(([name, value]) => ({ name, value: [value] })),
    ...(timeoutMs === undefined ? {} : { timeoutMs: BigInt(timeoutMs) }),
    ...(query === undefined
      ? {}
      : { connectGetInfo: { queryParams: [...query].map(([name, value]) => ({ name, value: [value] })) } }),
  })
}

const onlyRequests = (seen: readonly Seen[]): ConformancePayload_RequestInfo =>
  create(ConformancePayload_RequestInfoSchema, { requests: packed(seen) })

const packed = (seen: readonly Seen[]): Any[] => seen.map(([schema, message]) => anyPack(schema, message))

/** Connect's codes are gRPC's numbers. */
const codes = new Map<number, Code>(Object.values(Code).flatMap((one) => (typeof one === 'number' ? [[one, one]] : [])))

function errorOf(
  { code, message, details }: WantedError,
  info: ConformancePayload_RequestInfo | undefined,
): ConnectError {
  const error = new ConnectError(message ?? '', codes.get(code) ?? Code.Unknown)
  const told = details.map(({ typeUrl, value }) => ({ type: typeUrl.slice(typeUrl.lastIndexOf('/') + 1), value }))
  const own = info === undefined ? [] : [{ desc: ConformancePayload_RequestInfoSchema, value: info }]
  error.details = [...told, ...own]
  return error
}
