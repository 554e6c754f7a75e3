import type { NATSAuth, TLSConfig } from '@millrace/manifests'
import type { SecretReader } from '@millrace/secrets'
import { readTlsMaterial, type TlsMaterial } from '../tls-material.ts'

/** Who a NATS client says it is. */
export type NatsCredentials =
  | { readonly kind: 'basic'; readonly user: string; readonly pass: string }
  | { readonly kind: 'token'; readonly token: string }
  /** An nkey seed. */
  | { readonly kind: 'nkey'; readonly seed: string }
  /** The text of a credentials file. */
  | { readonly kind: 'creds'; readonly text: string }

/** All that a connection to NATS is made from. It holds secrets. */
export interface NatsSettings {
  readonly servers: readonly string[]
  readonly tls?: TlsMaterial
  readonly credentials?: NatsCredentials
}

/** What manifests of sources and triggers say about a NATS server. */
export interface NatsPlace {
  /** Servers, separated by commas. */
  readonly url: string
  readonly tls?: TLSConfig | undefined
  readonly auth?: NATSAuth | undefined
}

/** Reads a manifest's NATS settings; the first credentials given count, then those in the URL. Rejects with SecretError. */
export async function readNatsSettings(
  namespace: string,
  place: NatsPlace,
  secrets: SecretReader,
): Promise<NatsSettings> {
  const given = place.url
    .split(',')
    .map((server) => server.trim())
    .filter((server) => server !== '')
  const servers = given.map(withoutUser)
  const tls = place.tls === undefined ? undefined : await readTlsMaterial(namespace, place.tls, secrets)
  const credentials = (await readCredentials(namespace, place.auth, secrets)) ?? credentialsIn(given[0] ?? '')
  return {
    servers,
    // The scheme asks for TLS too; the server that requires it gets it in any case.
    ...(tls !== undefined ? { tls } : given.some((server) => /^(?:tls|wss):/u.test(server)) ? { tls: {} } : {}),
    ...(credentials === undefined ? {} : { credentials }),
  }
}

async function readCredentials(
  namespace: string,
  auth: NATSAuth | undefined,
  secrets: SecretReader,
): Promise<NatsCredentials | undefined> {
  const read = async (selector: { readonly name: string; readonly key: string }): Promise<string> =>
    (await secrets.secret(namespace, selector)).toString()
  if (auth === undefined) return undefined
  const { basic, token, nkey, credential } = auth
  if (basic !== undefined) {
    const user = basic.username === undefined ? '' : await read(basic.username)
    return { kind: 'basic', user, pass: basic.password === undefined ? '' : await read(basic.password) }
  }
  if (token !== undefined) return { kind: 'token', token: await read(token) }
  if (nkey !== undefined) return { kind: 'nkey', seed: await read(nkey) }
  return credential === undefined ? undefined : { kind: 'creds', text: await read(credential) }
}

/** `nats://user:pass@host` and `nats://token@host`, as NATS clients read them. */
function credentialsIn(server: string): NatsCredentials | undefined {
  const url = URL.parse(server)
  if (url === null || url.username === '') return undefined
  const user = decodeURIComponent(url.username)
  if (url.password === '') return { kind: 'token', token: user }
  return { kind: 'basic', user, pass: decodeURIComponent(url.password) }
}

function withoutUser(server: string): string {
  const url = URL.parse(server)
  return url === null || url.username === '' ? server : `${url.protocol}//${url.host}`
}
