import { isKubeError } from '@millrace/kube'

/** The original's words for what went wrong with a Service. */
export type ServiceFailure =
  | 'GetServiceFailed'
  | 'BuildServiceFailed'
  | 'CreateServiceFailed'
  | 'RecreateServiceFailed'
  | 'DeleteServiceFailed'

/** A Service cannot be as its EventSource wants it, for a reason that its owner can do something about. */
export class ServiceRefusal extends Error {
  override readonly name = 'ServiceRefusal'
  readonly reason: ServiceFailure

  constructor(reason: ServiceFailure, message: string, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}

/** What a call gives; a refusal of the API that will not pass by itself becomes one of ours. Rejects with `ServiceRefusal`. */
export async function refusedAs<T>(reason: ServiceFailure, call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (error) {
    if (!isKubeError(error, 'forbidden', 'object-invalid', 'refused')) throw error
    throw new ServiceRefusal(reason, error.message, { cause: error })
  }
}
