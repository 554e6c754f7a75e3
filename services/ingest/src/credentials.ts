import { sameSecret } from '@millrace/secrets'
import { Refusal } from './refusal.ts'

/** Reads a secret's present value. Rejects where it cannot be had. */
export type SecretValue = () => Promise<Buffer>

/** What a request must carry in `Authorization`; one of the two is enough where both are set. */
export interface Credentials {
  readonly bearer: SecretValue | undefined
  readonly basic: { readonly username: SecretValue; readonly password: SecretValue } | undefined
}

/**
 * Compares a request's credentials in constant time, with secrets as they are now. Undefined: they are right.
 * An empty secret lets nobody in: it is a manifest or secret gone wrong, not a wish.
 */
export async function checkCredentials(
  authorization: string | undefined,
  { bearer, basic }: Credentials,
): Promise<Refusal | undefined> {
  const given = authorization ?? ''
  if (bearer !== undefined && given.startsWith('Bearer ')) {
    const expected = await present(bearer)
    if (expected === undefined) return secretMissing()
    return sameSecret(fromHeader(given.slice('Bearer '.length)), expected)
      ? undefined
      : refused('Invalid Auth token', 'Bearer')
  }
  if (basic !== undefined && /^basic /iu.test(given)) {
    const [username, password] = await Promise.all([present(basic.username), present(basic.password)])
    if (username === undefined || password === undefined) return secretMissing()
    const expected = Buffer.concat([username, Buffer.from(':'), password])
    const sent = Buffer.from(given.slice('Basic '.length), 'base64')
    return sameSecret(sent, expected) ? undefined : refused('Invalid user or password', 'Basic')
  }
  return refused('Invalid Authorization Header', bearer === undefined ? 'Basic' : 'Bearer')
}

/** The secret's value; undefined when it cannot be had or is empty. */
export async function present(secret: SecretValue): Promise<Buffer | undefined> {
  try {
    const value = await secret()
    return value.length === 0 ? undefined : value
  } catch {
    // Whoever made the reader has reported why; the sender learns only that it is not his fault.
    return undefined
  }
}

/** The answer where a secret that the manifest names cannot be had. */
export const secretMissing = (): Refusal => new Refusal('not-served', 'Error loading auth token')

/** node:http gives a header's bytes as characters. */
export const fromHeader = (value: string): Buffer => Buffer.from(value, 'latin1')

const refused = (reason: string, scheme: string): Refusal =>
  new Refusal('unauthorized', reason, ['WWW-Authenticate', `${scheme} realm="millrace"`])
