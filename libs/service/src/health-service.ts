import { Health, HealthCheckResponse_ServingStatus as Serving } from '@millrace/protocol/health'
import { implement } from './implement.ts'
import type { GrpcService } from './implement.ts'
import { RpcError } from './rpc-error.ts'
import type { StateBoard } from './state-board.ts'

/** Watchers at once; each holds a stream. */
export const watchersMax = 256

/**
 * gRPC's health protocol. The whole server (an empty name) and each service on it are SERVING while the state is
 * `running`: that is readiness. The name `liveness` is SERVING until the service has failed, so that a probe does not
 * kill a service that starts or drains.
 */
export function healthService(board: StateBoard, names: ReadonlySet<string>): GrpcService {
  let watchers = 0
  const statusOf = (name: string): Serving => {
    if (name === 'liveness') return board.state === 'failed' ? Serving.NOT_SERVING : Serving.SERVING
    if (name !== '' && !names.has(name)) return Serving.SERVICE_UNKNOWN
    return board.state === 'running' ? Serving.SERVING : Serving.NOT_SERVING
  }
  return implement(Health, {
    check({ service }) {
      const status = statusOf(service)
      if (status === Serving.SERVICE_UNKNOWN)
        throw new RpcError('not-found', `no service ${JSON.stringify(service)} here`)
      return { status }
    },
    async *watch({ service }, { signal }) {
      if (watchers >= watchersMax) throw new RpcError('resource-exhausted', `${watchersMax} watchers are here already`)
      watchers++
      try {
        let told: Serving | undefined
        while (!signal.aborted) {
          const { version, closed } = board
          const status = statusOf(service)
          if (status !== told) yield { status }
          told = status
          if (closed) return
          await board.changedSince(version, signal)
        }
      } finally {
        watchers--
      }
    },
  })
}
