import { boolean, may, need, object, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'

/** One key of a ConfigMap in the object's namespace. */
export const configMapKeySelector = object('ConfigMapKeySelector', {
  name: need(string(), 'Name of the ConfigMap.'),
  key: need(string(), 'Key within the ConfigMap.'),
  optional: may(boolean(), 'Accepted; a missing key is an error all the same.'),
})

export type ConfigMapKeySelector = Infer<typeof configMapKeySelector>
