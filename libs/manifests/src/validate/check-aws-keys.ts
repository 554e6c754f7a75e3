import type { SecretKeySelector } from '../blocks/secret-key-selector.ts'
import type { Check } from './check.ts'

interface AwsKeys {
  readonly accessKey?: SecretKeySelector
  readonly secretKey?: SecretKeySelector
  readonly roleARN?: string
}

/** Static keys come in pairs; a role makes them irrelevant. */
export function checkAwsKeys(keys: AwsKeys, check: Check): void {
  if (keys.roleARN !== undefined) return
  if (keys.accessKey !== undefined && keys.secretKey === undefined) {
    check.error('required', keys, ['secretKey'], 'accessKey is of no use without secretKey')
  } else if (keys.secretKey !== undefined && keys.accessKey === undefined) {
    check.error('required', keys, ['accessKey'], 'secretKey is of no use without accessKey')
  }
}
