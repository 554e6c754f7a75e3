import { hasOverflow } from './overflow.ts'

const halfPair = /\\u[dD][89a-fA-F]/

/**
 * Whether the engine's own JSON.parse might read this text another way than Go: a number may be beyond float64, an escape
 * half of a surrogate pair, the nesting too deep, or a key written with an escape, where V8 can take the key `"` for `\`.
 * True in doubt. For a text that is not JSON the answer has no meaning: JSON.parse refuses it.
 */
export function needsCare(text: string, depthMax: number): boolean {
  if (text.length > depthMax && nestsDeeper(text, depthMax)) return true
  if (text.includes('\\') && (halfPair.test(text) || hasEscapedKey(text))) return true
  return hasOverflow(text)
}

/** Brackets in strings count too: true in doubt. */
function nestsDeeper(text: string, depthMax: number): boolean {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x5b || code === 0x7b) {
      if (++depth > depthMax) return true
    } else if ((code === 0x5d || code === 0x7d) && depth > 0) depth--
  }
  return false
}

function hasEscapedKey(text: string): boolean {
  let at = text.indexOf('\\')
  while (at !== -1) {
    const end = stringEnd(text, at)
    if (isKeyEnd(text, end)) return true
    at = text.indexOf('\\', end)
  }
  return false
}

/** The place after the string that has a backslash at `from`. */
function stringEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x5c) at++
    else if (code === 0x22) return at + 1
  }
  return text.length
}

function isKeyEnd(text: string, end: number): boolean {
  let at = end
  while (text.charCodeAt(at) <= 0x20) at++
  return text.charCodeAt(at) === 0x3a
}
