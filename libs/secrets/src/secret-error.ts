/** What can be wrong with a secret or config map. */
export const secretFaults = {
  /** Nothing of that name in the namespace. */
  'object-not-found': { remedy: 'create it, or correct the name' },
  /** It exists and has no such key. */
  'key-not-found': { remedy: 'add the key, or correct its name' },
  /** The name or key is none that Kubernetes allows. */
  'selector-invalid': { remedy: 'correct the name or key' },
  /** The value is not what the kind demands: not base64 under data, not a string under stringData. */
  'value-invalid': { remedy: 'correct the value; quote it if it looks like a number or a truth value' },
  /** The value is larger than the bound. */
  'value-too-large': { remedy: 'store less in one key' },
  /** The file cannot be read. */
  unreadable: { remedy: 'check the permissions of the file' },
} as const

/** Key of {@link secretFaults}. */
export type SecretFault = keyof typeof secretFaults

/** The one error class of this lib. It names secret and key, never the value. */
export class SecretError extends Error {
  override readonly name = 'SecretError'
  readonly code: SecretFault

  constructor(code: SecretFault, what: string, options?: ErrorOptions) {
    super(`[${code}] ${what}; ${secretFaults[code].remedy}`, options)
    this.code = code
  }
}
