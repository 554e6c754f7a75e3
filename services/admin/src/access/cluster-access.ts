import { isKubeError, reviewAccess, reviewToken, type KubeClient } from '@millrace/kube'
import { ErrorReason } from '@millrace/protocol/admin'
import { hash } from 'node:crypto'
import { adminFault } from '../rpc/admin-fault.ts'
import { accessGroup, tokenIn, type Access, type Caller, type Identified, type Right, type Ruling } from './caller.ts'
import { TimedCache, type CacheBounds } from './timed-cache.ts'

export interface ClusterOptions {
  readonly client: KubeClient
  /** How long a review holds. */
  readonly cache: CacheBounds
  /** Audiences that a token must be for; empty: those of the API server. */
  readonly audiences: readonly string[]
}

/** Longest token that is looked at: service account tokens have about 1 KiB. */
const tokenLengthMax = 16_384

/**
 * The cluster says who is who, by TokenReview, and who may do what, by SubjectAccessReview on the resources of
 * `admin.millrace.io`. Answers hold for a bounded time; where the cluster does not answer, nothing is allowed.
 */
export function clusterAccess({ client, cache, audiences }: ClusterOptions): Access {
  const callers = new TimedCache<Identified>(cache)
  const rulings = new TimedCache<Ruling>(cache)
  return {
    identify({ authorization }) {
      const token = tokenIn(authorization)
      if (token === undefined || token.length > tokenLengthMax) {
        return Promise.resolve({ kind: 'unknown', reason: 'a token of the cluster is needed' })
      }
      // Not the token itself: what is kept in memory must not let anybody in.
      return callers.get(hash('sha256', token), () => reviewed(() => callerOf(client, token, audiences)))
    },
    judge(caller, right) {
      const key = JSON.stringify([caller.name, caller.groups, right.verb, right.resource, right.namespace])
      return rulings.get(key, () => reviewed(() => rulingOf(client, caller, right)))
    },
  }
}

async function callerOf(client: KubeClient, token: string, audiences: readonly string[]): Promise<Identified> {
  const verdict = await reviewToken(client, token, audiences)
  if (verdict.kind === 'unknown') return { kind: 'unknown', reason: 'the cluster does not know the token' }
  const { name, groups } = verdict.user
  return { kind: 'known', caller: { name, groups, by: 'cluster' } }
}

async function rulingOf(client: KubeClient, caller: Caller, right: Right): Promise<Ruling> {
  const { verb, resource, namespace } = right
  const question = { verb, group: accessGroup, resource, ...(namespace === '' ? {} : { namespace }) }
  const { isAllowed, reason } = await reviewAccess(client, caller, question)
  return isAllowed ? { kind: 'allowed' } : { kind: 'refused', reason }
}

async function reviewed<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (cause) {
    if (!isKubeError(cause)) throw cause
    throw adminFault(ErrorReason.REVIEW_AWAY, 'the Kubernetes API cannot say who may do this', { cause })
  }
}
