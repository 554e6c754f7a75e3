import { objectMetadata } from '../blocks/metadata.ts'
import { boolean, map, may, need, object, oneOf, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import type { Check } from '../validate/check.ts'

const values = map(string({ keepEmpty: true, secret: true }))

/** A Kubernetes Secret, v1. No message ever shows one of its values. */
export const secret = object('Secret', {
  apiVersion: need(string(), 'v1.'),
  kind: need(oneOf(['Secret']), 'Secret.'),
  metadata: need(objectMetadata, 'Name, namespace, labels, annotations.'),
  type: may(string(), 'Kubernetes type of the Secret.'),
  data: may(values, 'Values in base64.'),
  stringData: may(values, 'Values as they are; win over data.'),
  immutable: may(boolean(), 'It never changes.'),
})

export type Secret = Infer<typeof secret>

export function checkSecret(value: Secret, check: Check): void {
  for (const [key, text] of Object.entries(value.data ?? {})) {
    if (isBase64(text)) continue
    check.error('invalid', value, ['data', key], 'not base64', 'plain text belongs in stringData')
  }
}

function isBase64(text: string): boolean {
  const packed = text.replaceAll(/[\r\n]/g, '')
  return packed.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(packed)
}
