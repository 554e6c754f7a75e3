/** What can be wrong with the registry. `retry` says whether the same call may succeed later. */
export const registryFaults = {
  /** NATS cannot be reached, or did not answer in time. */
  'registry-away': { retry: true, remedy: 'none: it is tried again; check that nats-server runs' },
  /** NATS refuses the bucket. */
  'registry-refused': { retry: false, remedy: 'check the replicas, the disk and the permissions of nats-server' },
  /** The object is larger than the registry keeps. */
  'object-too-large': { retry: false, remedy: 'make the object smaller' },
} as const

/** Key of {@link registryFaults}. */
export type RegistryFaultCode = keyof typeof registryFaults

/** The one error class of this lib. */
export class RegistryFault extends Error {
  override readonly name = 'RegistryFault'
  readonly code: RegistryFaultCode

  constructor(code: RegistryFaultCode, what: string, options?: ErrorOptions) {
    super(`[${code}] ${what}; ${registryFaults[code].remedy}`, options)
    this.code = code
  }

  /** Whether the same call may succeed later. */
  shouldRetry(): boolean {
    return registryFaults[this.code].retry
  }
}
