import { boolean, may, object } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import type { Check } from '../validate/check.ts'
import { secretKeySelector } from './secret-key-selector.ts'

/** TLS towards a server. */
export const tlsConfig = object('TLSConfig', {
  caCertSecret: may(secretKeySelector, 'PEM of the only authorities to trust.'),
  clientCertSecret: may(secretKeySelector, 'PEM of the client certificate.'),
  clientKeySecret: may(secretKeySelector, 'PEM of the client key.'),
  insecureSkipVerify: may(boolean(), 'Trust any certificate; every certificate given here is then ignored.'),
  enabled: may(boolean(), 'Use TLS with the system authorities, without certificates of one’s own.'),
})

export type TLSConfig = Infer<typeof tlsConfig>

export function checkTls(tls: TLSConfig | undefined, check: Check): void {
  if (tls === undefined || tls.insecureSkipVerify === true || tls.enabled === true) return
  const { caCertSecret, clientCertSecret, clientKeySecret } = tls
  if (caCertSecret === undefined && clientCertSecret === undefined && clientKeySecret === undefined) {
    const message =
      'invalid tls config, please configure either caCertSecret, or clientCertSecret and clientKeySecret, or both'
    check.error('invalid', tls, [], message)
  } else if ((clientCertSecret === undefined) !== (clientKeySecret === undefined)) {
    const message = 'invalid tls config, both clientCertSecret and clientKeySecret need to be configured'
    check.error('invalid', tls, [], message)
  }
}
