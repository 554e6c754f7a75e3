import { may, object } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import type { Check } from '../validate/check.ts'
import { secretKeySelector } from './secret-key-selector.ts'

/** A user name and a password, both from Secrets. */
export const basicAuth = object('BasicAuth', {
  username: may(secretKeySelector, 'Holds the user name.'),
  password: may(secretKeySelector, 'Holds the password.'),
})

export type BasicAuth = Infer<typeof basicAuth>

/** For places where both are needed. */
export function checkBasicAuth(auth: BasicAuth | undefined, check: Check): void {
  if (auth === undefined) return
  if (auth.username === undefined) check.error('required', auth, ['username'], 'username missing')
  if (auth.password === undefined) check.error('required', auth, ['password'], 'password missing')
}
