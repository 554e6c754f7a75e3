import { decodeJson, encodeJson, type Writable } from '@millrace/value'

/** Below this many digits an integer is one that a number of JavaScript holds. */
const longDigits = /\d{16}/u

/**
 * Reads JSON with all digits of its integers: one that a number does not hold is a bigint. Objects go back to the server
 * whole, so what was rounded here would be changed there. Throws where it is no JSON.
 */
export function parseExact(text: string): unknown {
  return longDigits.test(text) ? decodeJson(text, { numbers: 'bigint' }) : (JSON.parse(text) as unknown)
}

/** The JSON of a value that may hold bigints. */
export function exactText(value: unknown): string {
  try {
    return JSON.stringify(value)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    // It holds a bigint, which JSON.stringify refuses; the rest is JSON.
    return encodeJson(value as Writable, { html: false })
  }
}
