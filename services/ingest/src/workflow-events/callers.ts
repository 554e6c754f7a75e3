import type { CallerClaims } from '@millrace/event-binding'

/** A user as the cluster names it. */
export interface ClusterUser {
  readonly user: string
  readonly groups: readonly string[]
}

/** Whose credentials they are, or why they are nobody's. */
export type Recognised =
  | ({ readonly kind: 'user'; readonly claims?: CallerClaims | undefined } & ClusterUser)
  | { readonly kind: 'nobody'; readonly reason: string }

/** What shows who sends; what they may do is asked by it. */
export type Proof =
  | { readonly kind: 'token'; readonly token: string }
  /** A provider's signature, which stands for a service account. */
  | { readonly kind: 'account'; readonly namespace: string; readonly name: string }

/** Who may do what in a cluster. Every method rejects with `CallersAway` where the cluster does not answer. */
export interface Callers {
  /** Whose token it is. */
  byToken(token: string): Promise<Recognised>
  /** The user that a service account is; undefined where there is no such account. */
  account(namespace: string, name: string): Promise<ClusterUser | undefined>
  /** Whether one may list the WorkflowEventBindings of a namespace, which is what sending an event to it takes. */
  maySend(proof: Proof, namespace: string): Promise<boolean>
  /** The entries of the Secret of webhook clients in a namespace; undefined where there is none. */
  webhookClients(namespace: string): Promise<ReadonlyMap<string, Buffer> | undefined>
}

/** Nobody can tell now who somebody is. */
export class CallersAway extends Error {
  override readonly name = 'CallersAway'
}
