import { Server, ServerCredentials } from '@grpc/grpc-js'
import { createLogger } from '@millrace/telemetry'
import type { Logger } from '@millrace/telemetry'
import { controlService } from './control-service.ts'
import type { ControlSubject } from './control-service.ts'
import { ServiceError } from './errors.ts'
import { healthService } from './health-service.ts'
import type { GrpcService } from './implement.ts'
import type { Life } from './life.ts'
import { reflectionServices } from './reflection-service.ts'
import type { State } from './service-state.ts'
import { StateBoard } from './state-board.ts'

/** Bytes of one message, either way, unless another bound is given. */
export const messageBytesMaxDefault = 4 * 1024 * 1024
/** Calls at once on one connection, unless another bound is given; more wait at the client. */
export const streamsMaxDefault = 256
/** Longest the server waits for calls under way when it closes. */
const closeMaxMs = 1_000
/** A connection that says nothing is asked whether it lives, and cut when it does not answer. */
const keepaliveMs = 60_000
const keepaliveTimeoutMs = 20_000

/** What the control server of a service serves, and where. */
export interface ControlOptions extends ControlSubject {
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  /** Served beside health, reflection and control. */
  readonly services?: readonly GrpcService[]
  /** Followed from now on: each state it takes is set. Without it `setState` must be called. */
  readonly life?: Life
  readonly messageBytesMax?: number
  readonly streamsMax?: number
  readonly log?: Logger
}

/** A running control server. Disposing of it ends watchers, waits for calls under way, then cuts. */
export interface ControlServer extends AsyncDisposable {
  readonly port: number
  setState(state: State): void
}

/** Serves gRPC without TLS: health, reflection, `millrace.control.v1` and the services given, on one port. */
export async function serveControl(options: ControlOptions): Promise<ControlServer> {
  const { service, services = [], log = createLogger({ service }) } = options
  const board = new StateBoard()
  const control = controlService(options, board)
  const served = [...services, control]
  const names = new Set(served.map(({ desc }) => desc.typeName))
  const health = healthService(board, names)
  const reflected = [...served, health].map(({ desc }) => desc)
  const { messageBytesMax = messageBytesMaxDefault, streamsMax = streamsMaxDefault } = options
  const server = new Server({
    'grpc.max_receive_message_length': messageBytesMax,
    'grpc.max_send_message_length': messageBytesMax,
    'grpc.max_concurrent_streams': streamsMax,
    'grpc.keepalive_time_ms': keepaliveMs,
    'grpc.keepalive_timeout_ms': keepaliveTimeoutMs,
    'grpc.enable_channelz': 0,
  })
  const failed = (path: string, error: unknown): void => log.error('A call failed', { rpc: path, error })
  for (const each of [...served, health, ...reflectionServices(reflected)]) each.addTo(server, failed)
  const port = await bind(server, options)
  const following = options.life?.watch((state) => board.set(state))
  return {
    port,
    setState: (state) => board.set(state),
    async [Symbol.asyncDispose]() {
      following?.[Symbol.dispose]()
      board.close()
      await close(server, addressOf(options.host, port))
    },
  }
}

function bind(server: Server, { host, port }: ControlOptions): Promise<number> {
  const address = addressOf(host, port)
  return new Promise((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound)
      else reject(new ServiceError('port-unavailable', `cannot listen on ${address}; choose another port`, error))
    })
  })
}

function close(server: Server, address: string): Promise<void> {
  // grpc-js's `forceShutdown` finds no connections where channelz is off; `drain` does, and cuts them in the end.
  server.drain(address, closeMaxMs)
  return new Promise((resolve) => server.tryShutdown(() => resolve()))
}

const addressOf = (host: string, port: number): string => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`)
