import { hash, timingSafeEqual } from 'node:crypto'
import { tokenIn, type Access, type Caller, type Credentials, type Right, type Ruling } from './caller.ts'
import type { AccessUser, GrantedRight } from './read-access-file.ts'

/** Who is who and may do what by the users of an access file, as they are when a call comes. */
export function fileAccess(users: () => Promise<readonly AccessUser[]>): Access {
  return {
    async identify(credentials) {
      const found = findUser(await users(), credentials)
      if (found !== undefined) return { kind: 'known', caller: found }
      const shown = tokenIn(credentials.authorization) !== undefined
      return { kind: 'unknown', reason: shown ? 'the token is nobody’s' : 'a token or a client certificate is needed' }
    },
    async judge(caller, right) {
      const user = (await users()).find(({ name }) => name === caller.name)
      return rulingOf(user?.rights ?? [], right)
    },
  }
}

export const hashToken = (token: string): Buffer => hash('sha256', token, 'buffer')

/** Every token is compared, each in a time that tells nothing of it. */
function findUser(users: readonly AccessUser[], { authorization, certificate }: Credentials): Caller | undefined {
  const token = tokenIn(authorization)
  const given = token === undefined ? undefined : hashToken(token)
  let found: Caller | undefined
  for (const { name, tokenHashes, certificates } of users) {
    for (const known of tokenHashes) {
      if (given !== undefined && timingSafeEqual(given, known)) found = { name, by: 'token', groups: [] }
    }
    if (found === undefined && given === undefined && certificate !== undefined && certificates.includes(certificate)) {
      found = { name, by: 'certificate', groups: [] }
    }
  }
  return found
}

/** Pure. */
export function rulingOf(rights: readonly GrantedRight[], { verb, resource, namespace }: Right): Ruling {
  const isGranted = rights.some(
    (right) =>
      holds(right.verbs, verb) &&
      holds(right.resources, resource) &&
      (namespace === '' ? right.namespaces.includes('*') : holds(right.namespaces, namespace)),
  )
  return isGranted ? { kind: 'allowed' } : { kind: 'refused', reason: 'the access file grants it not' }
}

const holds = (granted: readonly string[], wanted: string): boolean => granted.includes('*') || granted.includes(wanted)
