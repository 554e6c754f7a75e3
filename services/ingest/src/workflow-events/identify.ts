import type { Caller } from '@millrace/event-binding'
import type { IncomingHttpHeaders } from 'node:http'
import { apiFailure, isApiFailure, type ApiFailure } from './api-failure.ts'
import { bearerOf, tokensOf } from './api-token.ts'
import { CallersAway, type Callers, type ClusterUser, type Proof } from './callers.ts'
import { concerns, proves } from './proves.ts'
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
  /** As it came; read when it is first asked for, and only a signature asks. */
  readonly body: () => Promise<Buffer | ApiFailure>
}

const faq = 'https://argo-workflows.readthedocs.io/en/latest/faq/'
const server: Caller = { by: 'server', user: '', groups: [] }

/** In whose name an event is taken, or why it is not. */
export async function identify(sending: Sending, deps: IdentifyDeps): Promise<Caller | ApiFailure> {
  try {
    const found = await identified(sending, deps)
    if (isApiFailure(found)) return found
    return (await refusalFor(found, sending.namespace, deps)) ?? found.caller
  } catch (error) {
    if (!(error instanceof CallersAway)) throw error
    return apiFailure('unavailable', error.message, error)
  }
}

interface Identified {
  readonly caller: Caller
  /** Absent: the server itself, which nobody is asked about. */
  readonly proof?: Proof
}

async function identified(sending: Sending, deps: IdentifyDeps): Promise<Identified | ApiFailure> {
  const { headers } = sending
  if (headers.authorization === undefined) {
    const found = await byWebhook(sending, deps)
    if (found !== undefined) return found
  }
  const shown = credentialsOf(headers, deps)
  if (isApiFailure(shown)) return shown
  return shown.kind === 'server' ? { caller: server } : bearer(shown, deps)
}

/** What a request is taken by: a token that the cluster is yet to be asked about, or the mode that asks for none. */
export type Credentials = Extract<Proof, { kind: 'token' }> | { readonly kind: 'server' }

/** By the credentials that are shown; the first that a mode takes decides. */
export function credentialsOf(
  headers: IncomingHttpHeaders,
  { modes, callers }: Pick<IdentifyDeps, 'modes' | 'callers'>,
): Credentials | ApiFailure {
  for (const shown of modes.has('client') ? tokensOf(headers) : []) {
    if (shown.startsWith('Basic ')) return basic(shown)
    if (!shown.startsWith('Bearer ')) continue
    const token = bearerOf(shown)
    if (token === undefined) return apiFailure('unauthenticated', `token not valid. see ${faq}`)
    if (callers !== undefined) return { kind: 'token', token }
    const message = 'no cluster is configured to ask whose token this is: set MILLRACE_KUBE, or the mode server'
    return apiFailure('unauthenticated', message)
  }
  return modes.has('server') ? { kind: 'server' } : apiFailure('unauthenticated', `token not valid. see ${faq}`)
}

async function bearer(
  proof: Extract<Proof, { kind: 'token' }>,
  { callers }: Pick<IdentifyDeps, 'callers'>,
): Promise<Identified | ApiFailure> {
  const found = (await callers?.byToken(proof.token)) ?? { kind: 'nobody', reason: 'Unauthorized' }
  if (found.kind === 'nobody') return apiFailure('unauthenticated', found.reason)
  const { user, groups, claims } = found
  return { caller: { by: 'token', user, groups, ...(claims === undefined ? {} : { claims }) }, proof }
}

/** API servers have had no passwords since 1.19. */
function basic(token: string): ApiFailure {
  const decoded = Buffer.from(token.slice('Basic '.length), 'base64').toString('utf8')
  return apiFailure('unauthenticated', decoded.includes(':') ? 'Unauthorized' : 'error parsing basic authentication')
}

/** Undefined: nobody's webhook, so the request goes on without credentials. */
async function byWebhook(sending: Sending, deps: IdentifyDeps): Promise<Identified | ApiFailure | undefined> {
  const { namespace, headers } = sending
  const entries = await deps.webhookClients(namespace)
  if (entries === undefined) {
    // The original refuses here in every mode; with a mode that needs no proof that would only be in the way.
    return deps.modes.has('server') || tokensOf(sending.headers).length > 0 ? undefined : webhookFailed()
  }
  for (const read of readWebhookClients(entries)) {
    if (read.kind === 'unusable') {
      deps.onUnusable(namespace, read)
      continue
    }
    if (!concerns(read.client, headers)) continue
    const body = await sending.body()
    if (!Buffer.isBuffer(body)) return body
    if (proves(read.client, { headers, body, nowS: deps.nowS() }))
      return ofAccount(namespace, read.client.account, deps)
  }
  return undefined
}

async function ofAccount(
  namespace: string,
  name: string,
  { callers }: Pick<IdentifyDeps, 'callers'>,
): Promise<Identified | ApiFailure> {
  const known = callers === undefined ? withoutCluster(namespace, name) : await callers.account(namespace, name)
  if (known === undefined) return webhookFailed()
  const subject = `system:serviceaccount:${namespace}:${name}`
  const caller: Caller = { by: 'webhook', ...known, claims: { subject } }
  return { caller, proof: { kind: 'account', namespace, name } }
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
  { caller: { user }, proof }: Identified,
  namespace: string,
  { callers }: Pick<IdentifyDeps, 'callers'>,
): Promise<ApiFailure | undefined> {
  if (proof === undefined || callers === undefined || (await callers.maySend(proof, namespace))) return undefined
  const message = `workfloweventbindings.argoproj.io is forbidden: User ${JSON.stringify(user)} cannot list resource "workfloweventbindings" in API group "argoproj.io" in the namespace ${JSON.stringify(namespace)}`
  return apiFailure('permission-denied', message)
}
