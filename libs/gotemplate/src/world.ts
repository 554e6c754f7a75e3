/** The clock, the randomness and the like, which a library without I/O has to be given. What is absent fails clearly. */
export interface World {
  /** Milliseconds since 1970, a fraction allowed: for `now`, `ago` and `date` of what is no date. */
  readonly nowMs?: () => number
  /** So many random bytes, good enough for passwords: for `randAlpha`, `shuffle`, `uuidv4` and their kin. */
  readonly randomBytes?: (count: number) => Uint8Array
  /**
   * For `env` and `expandenv`: the value of an environment variable that the administrator allows, empty when it is not
   * set; undefined for one that is not allowed.
   */
  readonly environment?: (name: string) => string | undefined
  /** For `getHostByName`: the addresses of a host that the administrator allows; undefined for one that is not. */
  readonly hosts?: (name: string) => readonly string[] | undefined
  readonly crypto?: Crypto
  /** Called when a template is begun; what it gives says whether it has had its time. Without it, the bounds alone end it. */
  readonly timeLimit?: () => () => boolean
}

/** A certificate and its key, both PEM. */
export interface KeyPair {
  readonly cert: string
  readonly key: string
}

/** What a certificate is to say. */
export interface CertificateRequest {
  readonly commonName: string
  readonly ips: readonly string[]
  readonly dnsNames: readonly string[]
  readonly daysValid: number
  readonly isAuthority: boolean
  /** PEM; a new RSA key of 2048 bits when it is absent. */
  readonly key?: string
  /** Who signs; the certificate signs itself when it is absent. */
  readonly signer?: KeyPair
}

/** Heavy cryptography. Texts are passed as bytes. Whatever throws makes the template fail with the error's message. */
export interface Crypto {
  /** A bcrypt hash at cost 10. */
  readonly bcrypt?: (password: Uint8Array) => string
  readonly scrypt?: (password: Uint8Array, salt: Uint8Array, options: ScryptOptions) => Uint8Array
  readonly hmacSha256?: (key: Uint8Array, data: Uint8Array) => Uint8Array
  /** AES-256-CBC without padding. */
  readonly aesCbcEncrypt?: (key: Uint8Array, iv: Uint8Array, data: Uint8Array) => Uint8Array
  readonly aesCbcDecrypt?: (key: Uint8Array, iv: Uint8Array, data: Uint8Array) => Uint8Array
  /** A new private key, PEM: RSA of 4096 bits, DSA 2048/256, ECDSA P-256 or Ed25519. */
  readonly privateKey?: (type: 'rsa' | 'dsa' | 'ecdsa' | 'ed25519') => string
  readonly certificate?: (request: CertificateRequest) => KeyPair
  /** Throws unless they are a PEM certificate and a PEM private key. */
  readonly checkKeyPair?: (pair: KeyPair) => void
}

export interface ScryptOptions {
  readonly cost: number
  readonly blockSize: number
  readonly parallelization: number
  readonly length: number
}
