import type { SecretReader } from '@millrace/secrets'
import type { KeyPair } from './listen.ts'
import type { TlsPlan } from './route-plan.ts'

/** Reads a port's certificate and key as they are now. Rejects where one cannot be had. */
export async function readKeyPair(secrets: SecretReader, { namespace, cert, key }: TlsPlan): Promise<KeyPair> {
  const [certPem, keyPem] = await Promise.all([secrets.secret(namespace, cert), secrets.secret(namespace, key)])
  return { cert: certPem, key: keyPem }
}

/** Whether two pairs are the same bytes. */
export function samePair(a: KeyPair, b: KeyPair): boolean {
  return a.cert.equals(b.cert) && a.key.equals(b.key)
}
