import { objectAt, type KubeObject } from '@millrace/kube'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { CertificateFacts, Validity } from './certificate-step.ts'

/** The webhook's certificates and keys, PEM, as the Secret that all replicas share holds them. */
export interface HeldCertificates {
  /** The first one signs. */
  readonly authorities: readonly string[]
  readonly authorityKey: string
  readonly cert: string
  readonly key: string
}

const keys = { authorities: 'ca.crt', authorityKey: 'ca.key', cert: 'tls.crt', key: 'tls.key' } as const

/** What a Secret holds; undefined where it holds nothing that can be used. */
export function heldIn(secret: KubeObject | undefined): HeldCertificates | undefined {
  const data = objectAt(secret, 'data')
  const text = (name: string): string => {
    const value = data[name]
    return typeof value === 'string' ? Buffer.from(value, 'base64').toString() : ''
  }
  const held = {
    authorities: certificatesIn(text(keys.authorities)),
    authorityKey: text(keys.authorityKey),
    cert: text(keys.cert),
    key: text(keys.key),
  }
  return factsOf(held) === undefined ? undefined : held
}

/** The `data` of the Secret. */
export function dataOf(held: HeldCertificates): Readonly<Record<string, string>> {
  const encoded = (text: string): string => Buffer.from(text).toString('base64')
  return {
    [keys.authorities]: encoded(bundleOf(held)),
    [keys.authorityKey]: encoded(held.authorityKey),
    [keys.cert]: encoded(held.cert),
    [keys.key]: encoded(held.key),
  }
}

/** What the API server is to trust, PEM. */
export function bundleOf({ authorities }: Pick<HeldCertificates, 'authorities'>): string {
  return authorities.join('')
}

/** What decides about renewal; undefined where certificates and keys do not fit together. */
export function factsOf(held: HeldCertificates): CertificateFacts | undefined {
  try {
    const authorities = held.authorities.map((pem) => new X509Certificate(pem))
    const server = new X509Certificate(held.cert)
    const [first] = authorities
    const isWhole =
      first?.checkPrivateKey(createPrivateKey(held.authorityKey)) === true &&
      server.checkPrivateKey(createPrivateKey(held.key))
    if (!isWhole) return undefined
    return {
      authorities: authorities.map(validityOf),
      server: validityOf(server),
      hosts: hostsOf(server),
      isSignedByFirst: server.verify(first.publicKey),
    }
  } catch {
    return undefined
  }
}

export function certificatesIn(pem: string): readonly string[] {
  const found = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/gu) ?? []
  return found.map((one) => `${one}\n`)
}

function validityOf({ validFromDate, validToDate }: X509Certificate): Validity {
  return { fromMs: validFromDate.getTime(), untilMs: validToDate.getTime() }
}

/** `DNS:a.svc, IP Address:127.0.0.1`. */
function hostsOf({ subjectAltName = '' }: X509Certificate): readonly string[] {
  return subjectAltName.split(', ').flatMap((name) => /^(?:DNS|IP Address):(.+)$/u.exec(name)?.[1] ?? [])
}
