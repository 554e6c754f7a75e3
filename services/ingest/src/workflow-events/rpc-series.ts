import type { ServiceTelemetry } from '@millrace/telemetry'

/** The methods of the original that this API serves; each is one gRPC call there. */
const methods = {
  ReceiveEvent: 'event.EventService',
  ListWorkflowEventBindings: 'event.EventService',
} as const

export type RpcMethod = keyof typeof methods

/** The names that gRPC has for the codes of our failures. */
const codeNames: ReadonlyMap<number, string> = new Map([
  [0, 'OK'],
  [3, 'InvalidArgument'],
  [7, 'PermissionDenied'],
  [8, 'ResourceExhausted'],
  [13, 'Internal'],
  [14, 'Unavailable'],
  [16, 'Unauthenticated'],
])

const msPerS = 1_000

/** The series by which dashboards of Argo Server know its calls, counted for the same calls here. */
export class RpcSeries {
  readonly #metrics: ServiceTelemetry['metrics']

  constructor({ metrics }: Pick<ServiceTelemetry, 'metrics'>) {
    this.#metrics = metrics
  }

  /** A call has begun. The result tells its end, by the code of gRPC: 0 is success. */
  begin(method: RpcMethod): (code: number) => void {
    const labels = { grpc_type: 'unary', grpc_service: methods[method], grpc_method: method }
    const begunMs = performance.now()
    this.#metrics.count('grpc_server_started_total', labels)
    return (code) => {
      const grpc_code = codeNames.get(code) ?? 'Unknown'
      this.#metrics.count('grpc_server_handled_total', { ...labels, grpc_code })
      this.#metrics.observe('grpc_server_handling_seconds', labels, (performance.now() - begunMs) / msPerS)
      this.#metrics.count('grpc_server_msg_received_total', labels)
      if (code === 0) this.#metrics.count('grpc_server_msg_sent_total', labels)
    }
  }
}
