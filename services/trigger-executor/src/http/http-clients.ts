import { readTlsMaterial, type TlsMaterial } from '@millrace/connectors'
import type { TLSConfig } from '@millrace/manifests'
import type { SecretReader } from '@millrace/secrets'
import { hash } from 'node:crypto'
import { HttpClient } from './http-client.ts'

/** Connections to one origin at most. */
export const connectionsMax = 1_024
/** Clients with different TLS settings at most; the one unused for longest is closed. */
export const clientsMax = 100
/** Idle connections are closed after this, before most servers do: a request sent into a closing one is uncertain. */
const keepAliveMs = 4_000

/** The HTTP clients of the process: one for plain settings, one for each set of TLS material. */
export class HttpClients implements AsyncDisposable {
  readonly #secrets: SecretReader
  readonly #plain = open({})
  readonly #byMaterial = new Map<string, HttpClient>()

  constructor(secrets: SecretReader) {
    this.#secrets = secrets
  }

  /** The client for these TLS settings; a message, without any secret, when its material cannot be read. */
  of(namespace: string, tls: TLSConfig | undefined): HttpClient | Promise<HttpClient | string> {
    return tls === undefined ? this.#plain : this.#withTls(namespace, tls)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#plain, ...this.#byMaterial.values()].map((client) => client[Symbol.asyncDispose]()))
  }

  async #withTls(namespace: string, tls: TLSConfig): Promise<HttpClient | string> {
    try {
      const connect = await readTlsMaterial(namespace, tls, this.#secrets)
      const key = hash('sha256', JSON.stringify(connect))
      const known = this.#byMaterial.get(key)
      if (known !== undefined) {
        // Last used last: rotated material is what is closed first.
        this.#byMaterial.delete(key)
        this.#byMaterial.set(key, known)
        return known
      }
      const client = open(connect)
      this.#byMaterial.set(key, client)
      this.#closeSurplus()
      return client
    } catch (error) {
      return `http.tls: ${error instanceof Error ? error.message : String(error)}`
    }
  }

  #closeSurplus(): void {
    for (const [key, client] of this.#byMaterial) {
      if (this.#byMaterial.size <= clientsMax) return
      this.#byMaterial.delete(key)
      void client[Symbol.asyncDispose]()
    }
  }
}

function open(connect: TlsMaterial): HttpClient {
  return new HttpClient({
    connections: connectionsMax,
    keepAliveTimeout: keepAliveMs,
    connect: { timeout: 10_000, ...connect },
  })
}
