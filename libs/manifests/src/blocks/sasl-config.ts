import { may, need, object, oneOf } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import type { Check } from '../validate/check.ts'
import { secretKeySelector } from './secret-key-selector.ts'

const mechanisms = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'OAUTHBEARER', 'GSSAPI'] as const

/** SASL towards a Kafka cluster. */
export const saslConfig = object('SASLConfig', {
  mechanism: may(oneOf(mechanisms), 'Default PLAIN.'),
  userSecret: need(secretKeySelector, 'Holds the user name.', 'sasl needs both userSecret and passwordSecret'),
  passwordSecret: need(secretKeySelector, 'Holds the password.', 'sasl needs both userSecret and passwordSecret'),
})

export type SASLConfig = Infer<typeof saslConfig>

export function checkSasl(sasl: SASLConfig | undefined, check: Check): void {
  if (sasl?.mechanism !== 'OAUTHBEARER' && sasl?.mechanism !== 'GSSAPI') return
  const message = `${sasl.mechanism} needs a token or ticket, and a manifest has no field that gives one`
  check.warning('suspect', sasl, ['mechanism'], message)
}
