import type { TokenCalls } from './client.ts'
import { isKubeError } from './kube-error.ts'
import { reviewOwnAccess, reviewSelf, type AccessQuestion, type KubeUserInfo } from './reviews.ts'

/** Whose token it is, or why it is nobody's. */
export type TokenOwner =
  | { readonly kind: 'user'; readonly user: KubeUserInfo }
  | { readonly kind: 'nobody'; readonly reason: string }

/** The group of those whom the API server does not know. */
const strangers = 'system:unauthenticated'

/**
 * Whose a token is. It is asked about by using it, so that no right of ours is needed and none of it is lost, not even a limit that is
 * the token's own. The token must be one that a header can carry (`isBearerToken`). Rejects with `KubeError` where nobody answers.
 */
export async function ownerOfToken(calls: TokenCalls, token: string): Promise<TokenOwner> {
  try {
    const user = await reviewSelf(calls.withToken(token))
    // A server that lets strangers ask tells them that they are strangers.
    const isKnown = user.name !== '' && !user.groups.includes(strangers)
    return isKnown ? { kind: 'user', user } : { kind: 'nobody', reason: 'Unauthorized' }
  } catch (error) {
    if (isKubeError(error, 'unauthorized')) return { kind: 'nobody', reason: 'Unauthorized' }
    if (isKubeError(error, 'forbidden')) return { kind: 'nobody', reason: error.message }
    throw error
  }
}

/**
 * Whether a token's owner may do something, asked by the token. One that is nobody's any more may nothing: what was allowed before
 * does not stay so for that.
 */
export async function mayByToken(
  calls: TokenCalls,
  token: string,
  question: AccessQuestion,
): Promise<{ readonly isAllowed: boolean; readonly reason: string }> {
  try {
    return await reviewOwnAccess(calls.withToken(token), question)
  } catch (error) {
    if (isKubeError(error, 'unauthorized')) return { isAllowed: false, reason: 'the token is nobody’s any more' }
    if (isKubeError(error, 'forbidden')) return { isAllowed: false, reason: error.message }
    throw error
  }
}
