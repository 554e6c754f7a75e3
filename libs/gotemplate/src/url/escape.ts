import { Failure } from '../fault.ts'
import { quote } from '../text/quote.ts'
import { fromBytes, isAscii, toBytes } from '@millrace/value'

/** The part of a URL that is escaped; each lets other characters stand. */
export type Part = 'path' | 'host' | 'zone' | 'user' | 'fragment'

const common = 'A-Za-z0-9\\-._~'
const plain: Readonly<Record<Part, RegExp>> = {
  path: new RegExp(`^[${common}$&+,/:;=@]$`),
  host: new RegExp(`^[${common}!"$&'()*+,:;<=>\\[\\]]$`),
  zone: new RegExp(`^[${common}!"$&'()*+,:;<=>\\[\\]]$`),
  user: new RegExp(`^[${common}$&+,;=]$`),
  fragment: new RegExp(`^[${common}!$&()*+,/:;=?@]$`),
}

export function needsEscape(character: string, part: Part): boolean {
  return !plain[part].test(character)
}

export function escape(text: string, part: Part): string {
  let out = ''
  for (const byte of toBytes(text)) {
    const character = String.fromCharCode(byte)
    out += needsEscape(character, part) ? `%${byte.toString(16).toUpperCase().padStart(2, '0')}` : character
  }
  return out
}

/** Throws a Failure for an escape that is none, or that the part does not allow. */
export function unescape(text: string, part: Part): string {
  const inHost = part === 'host' || part === 'zone'
  for (const [found] of text.matchAll(/%.{0,2}|[^]/gsu)) {
    if (found.startsWith('%')) checkEscape(found, part)
    else if (inHost && found <= '\u007f' && needsEscape(found, part)) {
      throw new Failure(`invalid character ${quote(found)} in host name`)
    }
  }
  if (!text.includes('%')) return text
  const bytes: number[] = []
  const all = toBytes(text)
  for (let at = 0; at < all.length; at++) {
    const byte = all[at] ?? 0
    if (byte !== 0x25) bytes.push(byte)
    else {
      bytes.push(Number.parseInt(String.fromCharCode(all[at + 1] ?? 0, all[at + 2] ?? 0), 16))
      at += 2
    }
  }
  return fromBytes(Uint8Array.from(bytes))
}

function checkEscape(found: string, part: Part): void {
  const fault = new Failure(`invalid URL escape ${quote(found)}`)
  if (!/^%[0-9a-fA-F]{2}$/.test(found)) throw fault
  if (found === '%25') return
  const character = String.fromCharCode(Number.parseInt(found.slice(1), 16))
  // In a host only what is not ASCII may be escaped, in a zone only what could stand there anyway.
  if (part === 'host' && isAscii(character)) throw fault
  if (part === 'zone' && character !== ' ' && needsEscape(character, 'host')) throw fault
}
