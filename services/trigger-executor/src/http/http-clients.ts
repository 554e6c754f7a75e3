import { ClientCache, ClientError, fingerprintOf } from '@millrace/connectors'
import type { TLSConfig } from '@millrace/manifests'
import type { SecretReader } from '@millrace/secrets'
import { HttpClient } from './http-client.ts'

/** Connections to one origin at most. */
export const connectionsMax = 1_024
/** Clients with TLS settings of their own at most. */
export const clientsMax = 500
/** Idle connections are closed after this, before most servers do: a request sent into a closing one is uncertain. */
const keepAliveMs = 4_000

/** Bounds that tests shorten. */
export interface HttpClientsOptions {
  /** A client with TLS settings that nobody used for this long is closed. Milliseconds. */
  readonly idleMs?: number
}

/**
 * The HTTP clients of the process: one for plain settings, and one for each TLS block of a manifest, made anew when its
 * Secrets change.
 */
export class HttpClients implements AsyncDisposable {
  readonly #secrets: SecretReader
  readonly #plain = open({})
  readonly #withTls: ClientCache<HttpClient>

  constructor(secrets: SecretReader, options: HttpClientsOptions = {}) {
    this.#secrets = secrets
    this.#withTls = new ClientCache({ clientsMax, ...options })
  }

  /** Clients with TLS settings that are open. */
  get size(): number {
    return this.#withTls.size
  }

  /** Lets `act` work with the client for these TLS settings; gives a message, without any secret, when there is none. */
  use<R>(namespace: string, tls: TLSConfig | undefined, act: (client: HttpClient) => Promise<R>): Promise<R | string> {
    return tls === undefined ? act(this.#plain) : this.#useWithTls(namespace, tls, act)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#plain, this.#withTls].map((one) => one[Symbol.asyncDispose]()))
  }

  async #useWithTls<R>(
    namespace: string,
    tls: TLSConfig,
    act: (client: HttpClient) => Promise<R>,
  ): Promise<R | string> {
    const connect = await this.#material(namespace, tls)
    if (typeof connect === 'string') return connect
    const key = JSON.stringify([namespace, tls])
    try {
      const wish = { key, fingerprint: fingerprintOf(connect), open: () => Promise.resolve(open(connect)) }
      return await this.#withTls.use(wish, act)
    } catch (error) {
      if (error instanceof ClientError) return `http.tls: ${error.message}`
      throw error
    }
  }

  async #material(namespace: string, tls: TLSConfig): Promise<Record<string, string | boolean> | string> {
    if (tls.insecureSkipVerify === true) return { rejectUnauthorized: false }
    const read = async (selector: TLSConfig['caCertSecret']): Promise<string | undefined> =>
      selector === undefined ? undefined : (await this.#secrets.secret(namespace, selector)).toString()
    try {
      const ca = await read(tls.caCertSecret)
      const cert = await read(tls.clientCertSecret)
      const key = await read(tls.clientKeySecret)
      return { ...(ca === undefined ? {} : { ca }), ...(cert === undefined || key === undefined ? {} : { cert, key }) }
    } catch (error) {
      return `http.tls: ${error instanceof Error ? error.message : String(error)}`
    }
  }
}

function open(connect: Record<string, string | boolean>): HttpClient {
  return new HttpClient({
    connections: connectionsMax,
    keepAliveTimeout: keepAliveMs,
    connect: { timeout: 10_000, ...connect },
  })
}
