/** What can keep a source from telling. `retry` says whether the same may succeed later without a change of settings. */
export const sourceFaults = {
  /** A field of the manifest says what cannot be. */
  'settings-invalid': { retry: false, remedy: 'correct the field and apply the manifest again' },
  /** Nothing of the settings leads to a cluster. */
  'cluster-missing': { retry: false, remedy: 'set MILLRACE_KUBE of sources to `cluster` or to a kubeconfig' },
  /** There is more to follow than the bound allows. */
  'too-much': { retry: true, remedy: 'narrow the selection, or raise the bound' },
  /** Another replica has written what this one remembers: it works on this source now. */
  'lease-lost': { retry: true, remedy: 'none: the other replica goes on' },
} as const

/** Key of {@link sourceFaults}. */
export type SourceFaultCode = keyof typeof sourceFaults

/** The one error class of sources. */
export class SourceFault extends Error {
  override readonly name = 'SourceFault'
  readonly code: SourceFaultCode

  constructor(code: SourceFaultCode, what: string, options?: ErrorOptions) {
    super(`[${code}] ${what}; ${sourceFaults[code].remedy}`, options)
    this.code = code
  }

  /** Whether the same may succeed later. */
  shouldRetry(): boolean {
    return sourceFaults[this.code].retry
  }
}
