import { objectAt, type KubeObject } from '@millrace/kube'
import { valueBytesMax } from '../bounds.ts'
import { SecretError } from '../secret-error.ts'
import { describe, type Address } from '../selector.ts'
import type { Lookup } from '../source.ts'

/** What an object of the API has under a key. A Secret holds base64, a ConfigMap text, or base64 under `binaryData`. */
export function valueIn(object: KubeObject, address: Address): Lookup {
  const { kind, key } = address
  const data = objectAt(object, 'data')[key]
  const binary = kind === 'ConfigMap' ? objectAt(object, 'binaryData')[key] : undefined
  const text = data ?? binary
  if (text === undefined) return { kind: 'no-key' }
  if (typeof text !== 'string') throw new SecretError('value-invalid', `${describe(address)} is no text`)
  const isText = kind === 'ConfigMap' && data !== undefined
  const value = Buffer.from(text, isText ? 'utf8' : 'base64')
  if (value.length <= valueBytesMax) return { kind: 'found', value }
  throw new SecretError('value-too-large', `${describe(address)} has ${value.length} bytes of ${valueBytesMax}`)
}
