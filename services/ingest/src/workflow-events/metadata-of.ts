import type { ApiFailure } from './api-failure.ts'
import { apiFailure } from './api-failure.ts'

/** Headers by lower-case name, each with all its values in order. */
export type EventMetadata = Readonly<Record<string, readonly string[]>>

/** What a request came with, for its metadata. */
export interface MetadataInput {
  /** Names and values in turn, as node:http gives them. */
  readonly rawHeaders: readonly string[]
  /** Of the client; undefined when it has gone. */
  readonly remoteAddress: string | undefined
}

/** Headers that prove a sender by being equal to a secret: an event carries only that they were there. */
const secretHeaders: ReadonlySet<string> = new Set(['x-gitlab-token', 'x-hook-uuid'])
const masked = '*** masked ***'
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}={0,2}|[A-Za-z0-9+/]{3}=?)?$/u

/**
 * The headers that expressions see: those whose name begins with `x-`, and the two that the original's gateway always
 * adds. A name that ends in `-bin` has base64, which is undone.
 */
export function metadataOf({ rawHeaders, remoteAddress }: MetadataInput): EventMetadata | ApiFailure {
  const metadata = new Map<string, string[]>()
  let host = ''
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase()
    const value = rawHeaders[at + 1] ?? ''
    if (name === 'host' && host === '') host = value
    if (!name.startsWith('x-')) continue
    const decoded = valueOf(name, value)
    if (typeof decoded !== 'string') return decoded
    metadata.set(name, [...(metadata.get(name) ?? []), decoded])
  }
  const forwardedHost = metadata.get('x-forwarded-host') ?? []
  metadata.set('x-forwarded-host', [...forwardedHost, forwardedHost[0] ?? host])
  const forwardedFor = metadata.get('x-forwarded-for') ?? []
  const peer = (remoteAddress ?? '').replace(/^::ffff:/u, '')
  const [before] = forwardedFor
  metadata.set('x-forwarded-for', [...forwardedFor, before === undefined ? peer : `${before}, ${peer}`])
  return Object.fromEntries(metadata)
}

function valueOf(name: string, value: string): string | ApiFailure {
  if (secretHeaders.has(name)) return masked
  if (name.endsWith('-bin')) {
    if (!base64.test(value)) return apiFailure('invalid-argument', `the header ${name} is not base64`)
    return Buffer.from(value, 'base64').toString('utf8')
  }
  if (/^[ -~]*$/u.test(value)) return value
  const message = `header key ${JSON.stringify(name)} contains value with non-printable ASCII characters`
  return apiFailure('invalid-argument', message)
}
