/** What stands where a secret stood. */
export const REDACTED = '[redacted]'

const marks = [
  'password',
  'passwd',
  'passphrase',
  'secret',
  'authorization',
  'cookie',
  'credential',
  'apikey',
  'accesskey',
  'privatekey',
  'signingkey',
  'signature',
]
/** A reference to a secret is not one. */
const references = new Set(['secretname', 'secretnamespace', 'secretkeyref', 'secretref'])
const known = new Map<string, boolean>()
/** Keys remembered; field names are few, but nested objects come from outside. */
const keysKnownMax = 5_000

/** A key that bears a secret has one of these, in lower case and without all that is no letter or digit; others may have one too. */
export const secretMarks: readonly string[] = [...marks, 'token']

/**
 * True for a key that by its name bears a secret: `password`, `x-api-key`, `Authorization`, `clientSecret`,
 * `access_token`, … whatever its spelling. Told by the name alone, so a secret under another name is not found.
 */
export function bearsSecret(key: string): boolean {
  const before = known.get(key)
  if (before !== undefined) return before
  const plain = key.toLowerCase().replace(/[^a-z0-9]/g, '')
  const bears = !references.has(plain) && (plain.endsWith('token') || marks.some((mark) => plain.includes(mark)))
  if (known.size < keysKnownMax) known.set(key, bears)
  return bears
}

/** The value to log under a key. Numbers and booleans stay: a fencing token or a flag named so is no secret. */
export function redacted(key: string, value: unknown): unknown {
  if (typeof value === 'string') return bearsSecret(key) ? REDACTED : withoutCredentials(value)
  if (typeof value === 'object' && value !== null && bearsSecret(key)) return REDACTED
  return value
}

/** Text with the user and password of every URL in it hidden. */
export function withoutCredentials(text: string): string {
  if (!text.includes('://') || !text.includes('@')) return text
  return text.replace(/:\/\/[^\s/?#@'"]+(?:@[^\s/?#@'"]+)*@/g, `://${REDACTED}@`)
}
