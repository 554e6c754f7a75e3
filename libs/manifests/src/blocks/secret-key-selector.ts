import { boolean, may, need, object, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'

/** One key of a Secret in the object's namespace. */
export const secretKeySelector = object('SecretKeySelector', {
  name: need(string(), 'Name of the Secret.'),
  key: need(string(), 'Key within the Secret.'),
  optional: may(boolean(), 'Accepted; a missing key is an error all the same.'),
})

export type SecretKeySelector = Infer<typeof secretKeySelector>
