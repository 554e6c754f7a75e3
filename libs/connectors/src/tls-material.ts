import type { TLSConfig } from '@millrace/manifests'
import type { SecretReader } from '@millrace/secrets'

/** A manifest's `tls`, its secrets read: options of Node's TLS. */
export interface TlsMaterial {
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
  readonly rejectUnauthorized?: false
}

/**
 * Reads what `tls` names. As in the original, `insecureSkipVerify` leaves all certificates aside, and the authority that
 * is given replaces those of the system. Rejects with SecretError.
 */
export async function readTlsMaterial(namespace: string, tls: TLSConfig, secrets: SecretReader): Promise<TlsMaterial> {
  if (tls.insecureSkipVerify === true) return { rejectUnauthorized: false }
  const read = async (selector: TLSConfig['caCertSecret']): Promise<string | undefined> =>
    selector === undefined ? undefined : (await secrets.secret(namespace, selector)).toString()
  const ca = await read(tls.caCertSecret)
  const cert = await read(tls.clientCertSecret)
  const key = await read(tls.clientKeySecret)
  return { ...(ca === undefined ? {} : { ca }), ...(cert === undefined || key === undefined ? {} : { cert, key }) }
}
