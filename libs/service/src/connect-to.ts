import { create } from '@bufbuild/protobuf'
import type { DescMethod, DescService, Message, MessageInitShape, MessageShape } from '@bufbuild/protobuf'
import { Client, credentials, Metadata } from '@grpc/grpc-js'
import type { ClientUnaryCall, ServiceError as GrpcError } from '@grpc/grpc-js'
import type { Metrics } from '@millrace/telemetry'
import { deserializer, pathOf, serializer } from './grpc-codec.ts'
import { RpcError, rpcCodeOf } from './rpc-error.ts'
import type { RpcCode } from './rpc-error.ts'
import { messageBytesMaxDefault } from './serve-control.ts'

/** What one call may set. */
export interface CallSettings {
  /** Longest wait for the answer, instead of the client's. */
  readonly deadlineMs?: number
  /** Gives the call up. */
  readonly signal?: AbortSignal | undefined
  /** W3C trace context to hand on. */
  readonly traceparent?: string | undefined
}

type UnaryNames<S extends DescService> = {
  [K in keyof S['method']]: S['method'][K]['methodKind'] extends 'unary' ? K : never
}[keyof S['method']]

/** A function for each unary method, by its name in lower camel case. Rejects with `RpcError` alone. */
export type RpcClient<S extends DescService> = {
  readonly [K in UnaryNames<S>]: (
    request: MessageInitShape<S['method'][K]['input']>,
    settings?: CallSettings,
  ) => Promise<MessageShape<S['method'][K]['output']>>
} & Disposable

/** How a client calls. */
export interface ConnectOptions {
  /** Longest wait for an answer, connecting included. */
  readonly deadlineMs: number
  readonly messageBytesMax?: number
  /** True: a call made while nobody answers waits for a connection, up to its deadline, instead of failing at once. */
  readonly waitForReady?: boolean
  /** Counts the calls as `millrace_rpc_duration_seconds`. */
  readonly metrics?: Metrics
}

/** Pauses between attempts to connect: short, for the services of a constellation start at the same time. */
const reconnectMinMs = 100
const reconnectMaxMs = 2_000
/** A connection that says nothing is asked whether it lives, so that a vanished peer is noticed. */
const keepaliveMs = 30_000
const keepaliveTimeoutMs = 5_000
/** All replicas a name stands for take their turn; one address behaves as if this were not set. */
const serviceConfig = JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] })

/**
 * A typed client of the service's unary methods at `host:port`, without TLS. It connects on the first call, and again
 * whenever the connection is lost. Disposing of it fails what is under way as `cancelled` or `unavailable`.
 */
export function connectTo<S extends DescService>(service: S, address: string, options: ConnectOptions): RpcClient<S> {
  const { messageBytesMax = messageBytesMaxDefault } = options
  const client = new Client(address, credentials.createInsecure(), {
    'grpc.max_receive_message_length': messageBytesMax,
    'grpc.max_send_message_length': messageBytesMax,
    'grpc.initial_reconnect_backoff_ms': reconnectMinMs,
    'grpc.min_reconnect_backoff_ms': reconnectMinMs,
    'grpc.max_reconnect_backoff_ms': reconnectMaxMs,
    'grpc.keepalive_time_ms': keepaliveMs,
    'grpc.keepalive_timeout_ms': keepaliveTimeoutMs,
    'grpc.service_config': serviceConfig,
    'grpc.service_config_disable_resolution': 1,
    'grpc.enable_http_proxy': 0,
    'grpc.enable_channelz': 0,
  })
  const calls = service.methods
    .filter(({ methodKind }) => methodKind === 'unary')
    .map((method) => [method.localName, unary(client, method, address, options)])
  const methods = { ...Object.fromEntries(calls), [Symbol.dispose]: () => client.close() }
  // Built from the same descriptor that the type is made from.
  return methods as RpcClient<S>
}

function unary(client: Client, method: DescMethod, address: string, options: ConnectOptions) {
  const path = pathOf(method)
  const [write, read] = [serializer(method.input), deserializer(method.output)]
  const timed = stopwatch(method, options.metrics)
  const fault = (code: RpcCode, why: string, cause?: unknown) =>
    new RpcError(code, `${path} at ${address}: ${why}`, cause)
  return async (request: Record<string, unknown>, settings: CallSettings = {}): Promise<Message> => {
    const { signal, traceparent, deadlineMs = options.deadlineMs } = settings
    if (signal?.aborted === true) throw fault('cancelled', 'given up before it began')
    const message = create(method.input, request)
    const metadata = new Metadata({ waitForReady: options.waitForReady ?? false })
    if (traceparent !== undefined) metadata.set('traceparent', traceparent)
    const done = timed()
    const { promise, resolve, reject } = Promise.withResolvers<Message>()
    const settle = (error: GrpcError | null, answer?: Message): void => {
      if (error === null) {
        done('ok')
        // Without an error there is an answer; grpc-js's type does not say so.
        return resolve(answer as Message)
      }
      const told = rpcCodeOf(error.code)
      // Nobody here gave up, so it was the server: it is going away, and another call may fare better.
      const code = told === 'cancelled' && signal?.aborted !== true ? 'unavailable' : told
      done(code)
      reject(fault(code, error.details, error))
    }
    const call = begun(() =>
      client.makeUnaryRequest(path, write, read, message, metadata, { deadline: Date.now() + deadlineMs }, settle),
    )
    if (call === undefined) throw fault('cancelled', 'the client is disposed of')
    const giveUp = (): void => call.cancel()
    signal?.addEventListener('abort', giveUp)
    return promise.finally(() => signal?.removeEventListener('abort', giveUp))
  }
}

/** The call, or undefined where a closed channel throws instead of calling back. */
function begun(make: () => ClientUnaryCall): ClientUnaryCall | undefined {
  try {
    return make()
  } catch {
    return undefined
  }
}

/** Starts a clock; what it returns stops it and counts the call under its code. */
function stopwatch(method: DescMethod, metrics: Metrics | undefined): () => (code: string) => void {
  if (metrics === undefined) return () => () => {}
  const labels = { rpc_service: method.parent.typeName, rpc_method: method.name }
  return () => {
    const startedAt = performance.now()
    return (code) =>
      metrics.observe('millrace_rpc_duration_seconds', { ...labels, code }, (performance.now() - startedAt) / 1_000)
  }
}
