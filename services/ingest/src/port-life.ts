import { setTimeout as sleep } from 'node:timers/promises'
import type { SecretReader } from '@millrace/secrets'
import { backOff } from './backoff.ts'
import type { ConnectionBounds } from './connection-bounds.ts'
import { readKeyPair, samePair, type TlsChoice } from './key-pair.ts'
import { listen, type Handle, type KeyPair, type ListeningPort } from './listen.ts'
import type { ProblemCode } from './problem.ts'

/** What is wrong with a port, for the status of the events on it. */
export interface PortProblem {
  readonly code: Extract<ProblemCode, 'port-unavailable' | 'secret-unavailable'>
  readonly message: string
  /** Whether the port serves all the same. */
  readonly isServing: boolean
}

/** What ports are opened with. */
export interface PortOptions {
  readonly host: string
  readonly reusePort: boolean
  readonly bounds: ConnectionBounds
  readonly secrets: SecretReader
  /** How often certificates are looked at. Milliseconds. */
  readonly tlsRecheckMs: number
  readonly handle: (port: number, ...exchange: Parameters<Handle>) => void
  /** Told what is wrong with a port each time that changes; undefined: nothing. */
  readonly onProblem: (port: number, problem: PortProblem | undefined) => void
}

/**
 * One port from the moment it is wanted until it is closed: opened, tried again when it is taken or its certificate cannot
 * be had, its certificate renewed. Disposing of it lets the requests under way finish.
 */
export class PortLife implements AsyncDisposable {
  readonly port: number
  readonly #tls: TlsChoice | undefined
  readonly #options: PortOptions
  readonly #stop = new AbortController()
  readonly #lived: Promise<void>
  /** Resolves when the port has been opened, or has failed to for the first time. */
  readonly tried: Promise<void>
  isOpen = false

  constructor(port: number, tls: TlsChoice | undefined, options: PortOptions) {
    this.port = port
    this.#tls = tls
    this.#options = options
    const { promise, resolve } = Promise.withResolvers<void>()
    this.tried = promise
    this.#lived = this.#live(resolve)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort()
    await this.#lived
  }

  async #live(tried: () => void): Promise<void> {
    const { signal } = this.#stop
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      const pair = await this.#keyPair(false)
      const open = pair === 'none' ? undefined : await this.#open(pair)
      if (open !== undefined) {
        this.isOpen = true
        this.#options.onProblem(this.port, undefined)
        tried()
        await this.#keepCertificate(open, pair === 'none' ? undefined : pair)
        this.isOpen = false
        await open[Symbol.asyncDispose]()
        return
      }
      tried()
      await backOff(attempt, signal)
    }
  }

  /** The certificate; undefined where the port has no TLS, `none` where it cannot be had. */
  async #keyPair(isServing: boolean): Promise<KeyPair | undefined | 'none'> {
    if (this.#tls === undefined) return undefined
    try {
      return await readKeyPair(this.#options.secrets, this.#tls)
    } catch (error) {
      const message = `the certificate of port ${this.port} cannot be had: ${messageOf(error)}`
      this.#options.onProblem(this.port, { code: 'secret-unavailable', message, isServing })
      return 'none'
    }
  }

  async #open(tls: KeyPair | undefined): Promise<ListeningPort | undefined> {
    const { host, reusePort, bounds, handle, onProblem } = this.#options
    const { port } = this
    try {
      return await listen({ host, port, reusePort, tls, bounds }, (...exchange) => handle(port, ...exchange))
    } catch (error) {
      const message = `port ${port} on ${host} cannot be opened: ${reasonOf(error)}; tried again`
      onProblem(port, { code: 'port-unavailable', message, isServing: false })
      return undefined
    }
  }

  /** Waits for the end; meanwhile, a port with TLS takes up each new certificate and keeps the last good one. */
  async #keepCertificate(open: ListeningPort, first: KeyPair | undefined): Promise<void> {
    const { signal } = this.#stop
    if (first === undefined) return aborted(signal)
    let used = first
    while (!signal.aborted) {
      await sleep(this.#options.tlsRecheckMs, undefined, { signal, ref: false }).catch(() => {})
      const pair = signal.aborted ? 'none' : await this.#keyPair(true)
      if (pair === 'none' || pair === undefined) continue
      used = this.#use(open, pair, used)
    }
    return undefined
  }

  #use(open: ListeningPort, pair: KeyPair, used: KeyPair): KeyPair {
    try {
      if (!samePair(pair, used)) open.setKeyPair(pair)
      this.#options.onProblem(this.port, undefined)
      return pair
    } catch (error) {
      const message = `the new certificate of port ${this.port} is not used: ${messageOf(error)}`
      this.#options.onProblem(this.port, { code: 'secret-unavailable', message, isServing: true })
      return used
    }
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another process has it',
  EACCES: 'the system allows it only to privileged processes',
  EADDRNOTAVAIL: 'this machine does not have the address',
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  return reasons[code] ?? messageOf(error)
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
