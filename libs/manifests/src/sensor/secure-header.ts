import { configMapKeySelector } from '../blocks/config-map-key-selector.ts'
import { secretKeySelector } from '../blocks/secret-key-selector.ts'
import { may, need, object, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import type { Check } from '../validate/check.ts'

const valueFrom = object('ValueFromSource', {
  secretKeyRef: may(secretKeySelector, 'A key of a Secret.'),
  configMapKeyRef: may(configMapKeySelector, 'A key of a ConfigMap.'),
})

/** A header whose value is kept elsewhere. */
export const secureHeader = object('SecureHeader', {
  name: need(string(), 'Name of the header.'),
  valueFrom: need(valueFrom, 'Where its value is.'),
})

export type SecureHeader = Infer<typeof secureHeader>

export function checkSecureHeaders(headers: readonly SecureHeader[] | undefined, check: Check): void {
  for (const { valueFrom } of headers ?? []) {
    if (valueFrom.secretKeyRef !== undefined || valueFrom.configMapKeyRef !== undefined) continue
    check.error('required', valueFrom, [], 'either secretKeyRef or configMapKeyRef is required')
  }
}
