import type { Caller } from '@millrace/event-binding'
import type { IncomingHttpHeaders } from 'node:http'
import { apiFailure, isApiFailure, type ApiFailure } from './api-failure.ts'
import { tokensOf } from './api-token.ts'
import { CallersAway, type Callers, type ClusterUser } from './callers.ts'
import { proves } from './proves.ts'
import { readWebhookClients, type ReadClient } from './webhook-client.ts'

/**
 * How callers are known. `client`: by a Kubernetes token, and what they cause is done with their rights. `server`: whoever
 * has no token that `client` takes is the server itself.
 */
export type AuthMode = 'client' | 'server'

export interface IdentifyDeps {
  readonly modes: ReadonlySet<AuthMode>
  /** Absent: no cluster is configured, so nobody can be known by a token. */
  readonly callers: Callers | undefined
  /** Entries of the Secret of webhook clients. */
  readonly webhookClients: Callers['webhookClients']
  /** Told of entries that are of no use. */
  readonly onUnusable: (namespace: string, entry: Extract<ReadClient, { kind: 'unusable' }>) => void
  /** Seconds since the Unix epoch. */
  readonly nowS: () => number
}

/** A request that wants to send an event. */
export interface Sending {
  readonly namespace: string
  readonly headers: IncomingHttpHeaders
  /** As it came. */
  readonly body: Buffer
}

const faq = 'https://argo-workflows.readthedocs.io/en/latest/faq/'
const server: Caller = { by: 'server', user: '', groups: [] }

/** In whose name an event is taken, or why it is not. */
export async function identify(sending: Sending, deps: IdentifyDeps): Promise<Caller | ApiFailure> {
  try {
    const caller = await identified(sending, deps)
    if (isApiFailure(caller) || caller.by === 'server') return caller
    return (await refusalFor(caller, sending.namespace, deps)) ?? caller
  } catch (error) {
    if (!(error instanceof CallersAway)) throw error
    return apiFailure('unavailable', error.message, error)
  }
}

async function identified(sending: Sending, deps: IdentifyDeps): Promise<Caller | ApiFailure> {
  const { headers } = sending
  if (headers.authorization === undefined) {
    const found = await byWebhook(sending, deps)
    if (found !== undefined) return found
  }
  return byToken(tokensOf(headers), deps)
}

/** By the credentials that are shown; the first that a mode takes decides. */
export async function byToken(
  tokens: readonly string[],
  { modes, callers }: Pick<IdentifyDeps, 'modes' | 'callers'>,
): Promise<Caller | ApiFailure> {
  for (const token of tokens) {
    if (modes.has('client') && /^(?:Bearer|Basic) /u.test(token)) {
      return token.startsWith('Basic ') ? basic(token) : bearer(token, callers)
    }
  }
  return modes.has('server') ? server : apiFailure('unauthenticated', `token not valid. see ${faq}`)
}

async function bearer(token: string, callers: Callers | undefined): Promise<Caller | ApiFailure> {
  if (callers === undefined) {
    const message = 'no cluster is configured to ask whose token this is: set MILLRACE_KUBE, or the mode server'
    return apiFailure('unauthenticated', message)
  }
  const found = await callers.byToken(token.slice('Bearer '.length))
  if (found.kind === 'nobody') return apiFailure('unauthenticated', found.reason)
  const { user, groups, claims } = found
  return { by: 'token', user, groups, ...(claims === undefined ? {} : { claims }) }
}

/** API servers have had no passwords since 1.19. */
function basic(token: string): ApiFailure {
  const decoded = Buffer.from(token.slice('Basic '.length), 'base64').toString('utf8')
  return apiFailure('unauthenticated', decoded.includes(':') ? 'Unauthorized' : 'error parsing basic authentication')
}

/** Undefined: nobody's webhook, so the request goes on without credentials. */
async function byWebhook(sending: Sending, deps: IdentifyDeps): Promise<Caller | ApiFailure | undefined> {
  const { namespace } = sending
  const entries = await deps.webhookClients(namespace)
  if (entries === undefined) {
    // The original refuses here in every mode; with a mode that needs no proof that would only be in the way.
    return deps.modes.has('server') || tokensOf(sending.headers).length > 0 ? undefined : webhookFailed()
  }
  for (const read of readWebhookClients(entries)) {
    if (read.kind === 'unusable') deps.onUnusable(namespace, read)
    else if (proves(read.client, { ...sending, nowS: deps.nowS() }))
      return ofAccount(namespace, read.client.account, deps)
  }
  return undefined
}

async function ofAccount(
  namespace: string,
  name: string,
  { callers }: Pick<IdentifyDeps, 'callers'>,
): Promise<Caller | ApiFailure> {
  const known = callers === undefined ? withoutCluster(namespace, name) : await callers.account(namespace, name)
  if (known === undefined) return webhookFailed()
  const subject = `system:serviceaccount:${namespace}:${name}`
  return { by: 'webhook', ...known, claims: { subject } }
}

/** Who it would be, for decisions; nobody acts in this name without a cluster. */
function withoutCluster(namespace: string, name: string): ClusterUser {
  return { user: `system:serviceaccount:${namespace}:${name}`, groups: [] }
}

/** Hides the reason from whoever tries. */
function webhookFailed(): ApiFailure {
  return apiFailure('permission-denied', webhookFailedMessage)
}

/** Answered as text, without a code. */
export const webhookFailedMessage = 'failed to process webhook request'

async function refusalFor(
  { user, groups }: ClusterUser,
  namespace: string,
  { callers }: Pick<IdentifyDeps, 'callers'>,
): Promise<ApiFailure | undefined> {
  if (callers === undefined || (await callers.maySend({ user, groups }, namespace))) return undefined
  const message = `workfloweventbindings.argoproj.io is forbidden: User ${JSON.stringify(user)} cannot list resource "workfloweventbindings" in API group "argoproj.io" in the namespace ${JSON.stringify(namespace)}`
  return apiFailure('permission-denied', message)
}
