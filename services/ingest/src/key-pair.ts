import type { SecretReader } from '@millrace/secrets'
import type { KeyPair } from './listen.ts'
import type { TlsPlan } from './route-plan.ts'
import { selfSignedPair } from './self-signed.ts'

/** Where a port's certificate comes from: a Secret, or this process makes one. */
export type TlsChoice = TlsPlan | 'self-signed'

/** A port's certificate and key as they are now. Rejects where one cannot be had. */
export async function readKeyPair(secrets: SecretReader, tls: TlsChoice): Promise<KeyPair> {
  if (tls === 'self-signed') return selfSignedPair()
  const { namespace, cert, key } = tls
  const [certPem, keyPem] = await Promise.all([secrets.secret(namespace, cert), secrets.secret(namespace, key)])
  return { cert: certPem, key: keyPem }
}

/** Whether two pairs are the same bytes. */
export function samePair(a: KeyPair, b: KeyPair): boolean {
  return a.cert.equals(b.cert) && a.key.equals(b.key)
}
