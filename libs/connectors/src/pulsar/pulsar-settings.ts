import type { SecretKeySelector, TLSConfig } from '@millrace/manifests'
import type { SecretReader } from '@millrace/secrets'
import type { TlsMaterial } from '../tls-material.ts'

/** All that a connection to Pulsar is made from. It holds secrets. */
export interface PulsarSettings {
  /** `host:port` each; tried in turn. */
  readonly servers: readonly string[]
  /** Undefined: no TLS. */
  readonly tls?: TlsMaterial & { readonly validateHostname: boolean }
  readonly auth: PulsarAuth
}

/** Who a client says it is, by the name that brokers have for the method. */
export type PulsarAuth =
  | { readonly method: 'none' }
  | { readonly method: 'token'; readonly token: string }
  /** The client certificate of the connection. */
  | { readonly method: 'tls' }

/** What manifests of sources and triggers say about a Pulsar cluster. */
export interface PulsarPlace {
  readonly url?: string | undefined
  readonly tlsTrustCertsSecret?: SecretKeySelector | undefined
  readonly tlsAllowInsecureConnection?: boolean | undefined
  readonly tlsValidateHostname?: boolean | undefined
  readonly tls?: TLSConfig | undefined
  readonly authTokenSecret?: SecretKeySelector | undefined
  readonly authAthenzParams?: Readonly<Record<string, string>> | undefined
  readonly authAthenzSecret?: SecretKeySelector | undefined
}

const ports = { 'pulsar:': 6650, 'pulsar+ssl:': 6651 } as const

/**
 * Reads a manifest's Pulsar settings. Of several credentials the client certificate counts before the token, as in the
 * original. Rejects with SecretError, or where the settings cannot be used.
 */
export async function readPulsarSettings(
  namespace: string,
  place: PulsarPlace,
  secrets: SecretReader,
): Promise<PulsarSettings> {
  if (place.authAthenzParams !== undefined || place.authAthenzSecret !== undefined) {
    throw new Error('Athenz is not supported: use authTokenSecret or a client certificate')
  }
  const read = async (selector: SecretKeySelector | undefined): Promise<string | undefined> =>
    selector === undefined ? undefined : (await secrets.secret(namespace, selector)).toString()
  const { servers, isSecure } = readUrl(place.url ?? '')
  const ca = await read(place.tlsTrustCertsSecret ?? place.tls?.caCertSecret)
  const cert = await read(place.tls?.clientCertSecret)
  const key = await read(place.tls?.clientKeySecret)
  const token = await read(place.authTokenSecret)
  const hasCertificate = cert !== undefined && key !== undefined
  const isInsecure = place.tlsAllowInsecureConnection === true || place.tls?.insecureSkipVerify === true
  const tls = {
    ...(ca === undefined ? {} : { ca }),
    ...(hasCertificate ? { cert, key } : {}),
    ...(isInsecure ? ({ rejectUnauthorized: false } as const) : {}),
    validateHostname: place.tlsValidateHostname === true,
  }
  return {
    servers,
    ...(isSecure ? { tls } : {}),
    auth: hasCertificate ? { method: 'tls' } : token === undefined ? { method: 'none' } : { method: 'token', token },
  }
}

/** `pulsar://a:6650,b:6650`, `pulsar+ssl://a`. */
export function readUrl(text: string): { readonly servers: readonly string[]; readonly isSecure: boolean } {
  const scheme = /^pulsar(?:\+ssl)?:/u.exec(text)?.[0] as keyof typeof ports | undefined
  if (scheme === undefined) throw new Error(`url ${JSON.stringify(text)} is not pulsar://… or pulsar+ssl://…`)
  const servers = text
    .slice(`${scheme}//`.length)
    .replace(/\/.*$/u, '')
    .split(',')
    .filter((server) => server !== '')
    .map((server) => (/:\d+$/u.test(server) ? server : `${server}:${ports[scheme]}`))
  if (servers.length === 0) throw new Error(`url ${JSON.stringify(text)} names no server`)
  return { servers, isSecure: scheme === 'pulsar+ssl:' }
}
