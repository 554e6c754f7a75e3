import { may, object } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import { basicAuth } from './basic-auth.ts'
import { secretKeySelector } from './secret-key-selector.ts'

/** Credentials for NATS; the first given one counts. */
export const natsAuth = object('NATSAuth', {
  basic: may(basicAuth, 'User and password.'),
  token: may(secretKeySelector, 'A token.'),
  nkey: may(secretKeySelector, 'An nkey seed.'),
  credential: may(secretKeySelector, 'A credentials file.'),
})

export type NATSAuth = Infer<typeof natsAuth>
