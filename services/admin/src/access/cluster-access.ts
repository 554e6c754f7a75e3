import {
  isBearerToken,
  isKubeError,
  mayByToken,
  NewOnes,
  ownerOfToken,
  Remembered,
  tokenAudiences,
  tokenExpiryMs,
  type TokenCalls,
} from '@millrace/kube'
import { ErrorReason } from '@millrace/protocol/admin'
import { adminFault } from '../rpc/admin-fault.ts'
import { accessGroup, tokenIn, type Access, type Identified, type Right, type Ruling } from './caller.ts'
import { ShownToken } from './shown-token.ts'

export interface ClusterOptions {
  /** Without credentials of ours: everything is asked by the tokens that callers show. */
  readonly calls: TokenCalls
  /** The one namespace that the installation serves: who has a right there has it everywhere. Empty: it serves several. */
  readonly onlyNamespace: string
  /** How long an answer holds. Milliseconds. */
  readonly freshMs: number
  /** Audiences of which a token must name one, besides the API server's; empty: it need not. */
  readonly audiences: readonly string[]
  /** Milliseconds since the Unix epoch. */
  readonly nowMs: () => number
}

/** Longest token that is looked at: service account tokens have about 1 KiB. */
const tokenLengthMax = 16_384
/** Callers, and rights of theirs, that are remembered. */
const entriesMax = 10_000
/** Tokens that were never seen and are asked about at a time. */
const askingMax = 256

/**
 * The cluster says who is who and who may do what on the resources of `admin.millrace.io`. A token proves itself: it is asked about by
 * using it (SelfSubjectReview, SelfSubjectAccessReview), which takes no right of ours. Answers hold for a bounded time, and no longer
 * where the cluster does not answer: then nothing is allowed. Tokens are not kept, only their hashes.
 */
export function clusterAccess({ calls, onlyNamespace, freshMs, audiences, nowMs }: ClusterOptions): Access {
  const freshness = { freshMs, staleMaxMs: freshMs, entriesMax }
  const callers = new Remembered<Identified>(freshness, nowMs)
  const rulings = new Remembered<Ruling>(freshness, nowMs)
  const newTokens = new NewOnes(askingMax, () => away('too many new tokens are asked about'))
  return {
    async identify({ authorization }) {
      const token = tokenIn(authorization)
      if (token === undefined || token.length > tokenLengthMax || !isBearerToken(token)) {
        return unknown('a token of the cluster is needed')
      }
      const refusal = refusalOf(token, audiences, nowMs())
      if (refusal !== undefined) return unknown(refusal)
      const shown = new ShownToken(token)
      const isNew = !callers.has(shown.hash)
      const found = await callers.ask(shown.hash, () => newTokens.let(isNew, () => callerOf(calls, token)))
      return found.kind === 'known' ? { kind: 'known', caller: { ...found.caller, token: shown } } : found
    },
    async judge({ token }, asked) {
      const right = asked.namespace === '' ? { ...asked, namespace: onlyNamespace } : asked
      if (token === undefined) return { kind: 'refused', reason: 'the cluster cannot be asked without a token' }
      const key = JSON.stringify([token.hash, right.verb, right.resource, right.namespace])
      return rulings.ask(key, () => rulingOf(calls, token, right))
    },
  }
}

const unknown = (reason: string): Identified => ({ kind: 'unknown', reason })

/** What a token says of itself, which counts once the cluster has taken the token. */
function refusalOf(token: string, audiences: readonly string[], nowMs: number): string | undefined {
  if ((tokenExpiryMs(token) ?? Infinity) <= nowMs) return 'the token has run out'
  if (audiences.length === 0 || tokenAudiences(token).some((one) => audiences.includes(one))) return undefined
  return `the token is for none of the audiences ${audiences.join(', ')}`
}

async function callerOf(calls: TokenCalls, token: string): Promise<Identified> {
  const owner = await reviewed(() => ownerOfToken(calls, token))
  if (owner.kind === 'nobody') return unknown(`the cluster does not know the token: ${owner.reason}`)
  return { kind: 'known', caller: { ...owner.user, by: 'cluster' } }
}

async function rulingOf(calls: TokenCalls, token: ShownToken, right: Right): Promise<Ruling> {
  const { verb, resource, namespace } = right
  const question = { verb, group: accessGroup, resource, ...(namespace === '' ? {} : { namespace }) }
  const { isAllowed, reason } = await reviewed(() => mayByToken(calls, token.reveal(), question))
  return isAllowed ? { kind: 'allowed' } : { kind: 'refused', reason }
}

async function reviewed<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (cause) {
    if (!isKubeError(cause)) throw cause
    throw away('the Kubernetes API cannot say who may do this', cause)
  }
}

function away(message: string, cause?: unknown): Error {
  return adminFault(ErrorReason.REVIEW_AWAY, message, { cause })
}
