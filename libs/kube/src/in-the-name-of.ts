import type { KubeUserInfo } from './reviews.ts'
import type { Caller, Headers } from './transport.ts'
import { withHeaders } from './with-headers.ts'

/** Calls of a caller, made in the name of a user. */
export function inTheNameOf(user: KubeUserInfo, caller: Caller): Caller {
  return withHeaders(impersonationHeaders(user), caller)
}

const serviceAccountPrefix = 'system:serviceaccount:'

/**
 * The headers by which the API server acts in another's name. A service account is in the groups of its own alone; the server adds
 * them where none are named, and asks for no right to act for groups then.
 */
export function impersonationHeaders({ name, groups }: KubeUserInfo): Headers {
  const user = { 'impersonate-user': headerText(name) }
  if (groups.length === 0 || name.startsWith(serviceAccountPrefix)) return user
  return { ...user, 'impersonate-group': groups.map(headerText) }
}

/** The user that pods of a service account are. */
export function serviceAccountUser(namespace: string, name: string): KubeUserInfo {
  return { name: `${serviceAccountPrefix}${namespace}:${name}`, groups: [] }
}

/** Names may have any letters: the server reads the header's bytes as UTF-8, Node writes each character as one byte. */
function headerText(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}
