import { errors } from '@nats-io/transport-node'
import { natsAddress } from './nats-address.ts'

/** The same words are told once in this time, as a connection is tried several times a second. Milliseconds. */
const againMs = 30_000

/** `refused`: the server turns the client away for who it is. `away`: anything else. */
export type TroubleKind = 'refused' | 'away'

/** What keeps a client from its server, in words for who runs it: which server, what it says, what to do. */
export class NatsTrouble {
  readonly #where: string
  readonly #tell: (trouble: string, kind: TroubleKind) => void
  readonly #nowMs: () => number
  #told: { readonly words: string; readonly atMs: number } | undefined

  constructor(
    url: string,
    tell: (trouble: string, kind: TroubleKind) => void,
    nowMs = (): number => performance.now(),
  ) {
    this.#where = natsAddress(url).servers.join(', ')
    this.#tell = tell
    this.#nowMs = nowMs
  }

  /** Tells of an error, unless it did a moment ago. */
  meet(error: unknown): void {
    const words = `NATS at ${this.#where} ${reasonOf(error)}; it is tried again`
    const nowMs = this.#nowMs()
    if (this.#told?.words === words && nowMs - this.#told.atMs < againMs) return
    this.#told = { words, atMs: nowMs }
    this.#tell(words, isAuthError(error) ? 'refused' : 'away')
  }

  /** The server was reached: the same trouble later is news. */
  over(): void {
    this.#told = undefined
  }
}

/** Whether the server turned the client away for who it is. */
export function isAuthError(error: unknown): boolean {
  return error instanceof errors.AuthorizationError || error instanceof errors.UserAuthenticationExpiredError
}

function reasonOf(error: unknown): string {
  if (isAuthError(error)) {
    return 'refuses the credentials: compare user and password, or the token, in the NATS URL with those of the server'
  }
  const { message, cause } = error instanceof Error ? error : new Error(String(error))
  const deeper = cause instanceof Error && cause.message !== message ? ` (${cause.message})` : ''
  return `cannot be used: ${message}${deeper}`
}
