import { parseYamlValue } from '@millrace/manifests'

/** The Secret that names who may send without a token: `<service account>: {type, secret}`. */
export const webhookClientsSecret = 'argo-workflows-webhook-clients'

/** One entry of that Secret: events that it proves are those of its service account. */
export interface WebhookClient {
  /** The key of the entry. */
  readonly account: string
  readonly type: WebhookType
  readonly secret: string
  /** For type `hmac`: where and how the signature is written. */
  readonly hmac: HmacForm
}

export const webhookTypes = ['github', 'gitlab', 'bitbucket', 'bitbucketserver', 'standardwebhooks', 'hmac'] as const
export type WebhookType = (typeof webhookTypes)[number]

/** How a signature over the raw body is written. */
export interface HmacForm {
  /** Lower-case. */
  readonly header: string
  readonly algorithm: 'sha1' | 'sha256' | 'sha512'
  readonly encoding: 'hex' | 'base64'
  /** Goes before the signature; must be there. */
  readonly prefix: string
}

export const hmacDefault: HmacForm = { header: 'x-signature', algorithm: 'sha256', encoding: 'hex', prefix: '' }

/** An entry as it was understood, or why it is of no use; the reason shows nothing of its value. */
export type ReadClient =
  | { readonly kind: 'client'; readonly client: WebhookClient }
  | { readonly kind: 'unusable'; readonly account: string; readonly reason: string }

/** Entries of a Secret that are used; each may cost a signature over the body of whoever comes. */
export const clientsMax = 200

const known = new WeakMap<ReadonlyMap<string, Buffer>, readonly ReadClient[]>()

/**
 * Reads the entries in the order of their keys, so that the first that matches is always the same. What it made of the same entries
 * before it makes no second time: anybody may call for it.
 */
export function readWebhookClients(entries: ReadonlyMap<string, Buffer>): readonly ReadClient[] {
  const before = known.get(entries)
  if (before !== undefined) return before
  const read = [...entries]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([account, value], nth): ReadClient =>
      nth < clientsMax
        ? readOne(account, value.toString('utf8'))
        : { kind: 'unusable', account, reason: `only the first ${clientsMax} entries are used` },
    )
  known.set(entries, read)
  return read
}

function readOne(account: string, text: string): ReadClient {
  const unusable = (reason: string): ReadClient => ({ kind: 'unusable', account, reason })
  const parsed = parseYamlValue(text)
  if (parsed.kind !== 'value' || !isRecord(parsed.value)) return unusable('it is not YAML with type and secret')
  const { type, secret } = parsed.value
  const knownType = webhookTypes.find((one) => one === type)
  if (knownType === undefined) return unusable(`its type is none of ${webhookTypes.join(', ')}`)
  if (typeof secret !== 'string' || secret === '') return unusable('its secret is empty, which lets nobody in')
  if (knownType === 'standardwebhooks' && standardKey(secret).length === 0)
    return unusable('its secret is whsec_ without base64 after it, which lets nobody in')
  const hmac = hmacFormOf(parsed.value)
  if (typeof hmac === 'string') return unusable(hmac)
  return { kind: 'client', client: { account, type: knownType, secret, hmac } }
}

/** The key of Standard Webhooks: after `whsec_` it is base64, else the text itself. */
export function standardKey(secret: string): Buffer {
  return secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret)
}

function hmacFormOf(entry: Readonly<Record<string, unknown>>): HmacForm | string {
  const { header = hmacDefault.header, algorithm = hmacDefault.algorithm } = entry
  const { encoding = hmacDefault.encoding, prefix = hmacDefault.prefix } = entry
  if (typeof header !== 'string' || !/^[A-Za-z0-9-]+$/u.test(header)) return 'its header is no name of a header'
  if (algorithm !== 'sha1' && algorithm !== 'sha256' && algorithm !== 'sha512') {
    return 'its algorithm is none of sha1, sha256, sha512'
  }
  if (encoding !== 'hex' && encoding !== 'base64') return 'its encoding is neither hex nor base64'
  if (typeof prefix !== 'string') return 'its prefix is no text'
  return { header: header.toLowerCase(), algorithm, encoding, prefix }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
