/** What the client needs to know to reach NATS. */
export interface NatsAddress {
  readonly servers: readonly string[]
  readonly user?: string
  readonly pass?: string
  readonly token?: string
}

/**
 * Reads one URL, or several separated by commas. Credentials stand in the URL, as NATS's own tools take them:
 * `nats://user:password@host:4222`, or a token alone; the client takes them apart from the address. Of several, the first
 * one's count for all.
 */
export function natsAddress(urls: string): NatsAddress {
  const each = urls.split(',')
  const servers = each.map((url) => url.replace(/^([a-z]+:\/\/)[^/]*@/, '$1'))
  const [, user = '', password] = /^[a-z]+:\/\/([^/@:]*)(?::([^/]*))?@/.exec(each[0] ?? '') ?? []
  if (user === '') return { servers }
  if (password === undefined) return { servers, token: plain(user) }
  return { servers, user: plain(user), pass: plain(password) }
}

/** A `%` that introduces nothing stands for itself. */
function plain(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
