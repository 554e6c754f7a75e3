import { fromBytes, toBytes } from '@millrace/value'
import { Panic } from './panic.ts'

/** The standard alphabet with padding. */
export function toBase64(text: string): string {
  return Buffer.from(toBytes(text)).toString('base64')
}

/** Go's strict reader: padding must be there, line ends are passed over, the bits that are left over may be anything. */
export function decodeBase64(text: string): Uint8Array {
  const digits = text.replace(/[\r\n]/g, '')
  const body = digits.replace(/={1,2}$/, '')
  if (digits.length % 4 !== 0 || /[^A-Za-z0-9+/]/.test(body) || body.length % 4 === 1) {
    const at = Math.max(0, text.search(/[^A-Za-z0-9+/\r\n]/))
    throw new Panic(`illegal base64 data at input byte ${at}`)
  }
  return Buffer.from(body, 'base64')
}

export function fromBase64(text: string): string {
  return fromBytes(decodeBase64(text))
}
