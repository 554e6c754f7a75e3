import type { JsonObject } from '@millrace/manifests'
import { withName } from '@millrace/sensor'
import { hash } from 'node:crypto'

/** Letters and digits of the suffixes that Kubernetes makes: no vowels, so no words. */
const letters = 'bcdfghjklmnpqrstvwxz2456789'
const suffixLength = 10

/**
 * The object with the name that it will have: behind a `generateName` a suffix made of the invocation id, so that whoever
 * creates for the same invocation again meets what is there.
 */
export function withFixedName(object: JsonObject, invocationId: string): JsonObject {
  return withName(object, suffixOf(invocationId))
}

/** Ten letters and digits of an id: 2 × 10^14 of them. */
export function suffixOf(invocationId: string): string {
  let rest = BigInt(`0x${hash('sha256', `name:${invocationId}`, 'hex')}`)
  let suffix = ''
  while (suffix.length < suffixLength) {
    suffix += letters[Number(rest % BigInt(letters.length))]
    rest /= BigInt(letters.length)
  }
  return suffix
}
