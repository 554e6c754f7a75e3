import {
  at,
  isKubeError,
  Remembered,
  resources,
  reviewAccess,
  reviewToken,
  textAt,
  type KubeClient,
} from '@millrace/kube'
import { hash } from 'node:crypto'
import { claimsOf, expiryMsOf } from './api-token.ts'
import { CallersAway, type Callers, type ClusterUser, type Recognised } from './callers.ts'
import { webhookClientsSecret } from './webhook-client.ts'

export interface KubeCallersOptions {
  /** How long it is taken for true whose a token is and what its owner may do. Milliseconds. */
  readonly freshMs: number
  /** Milliseconds since the Unix epoch. */
  readonly nowMs: () => number
}

/** While the API server is away, what it said is good for this long. Milliseconds. */
const staleMaxMs = 600_000
/** A Secret that rotates is seen within this. Milliseconds. */
const secretFreshMs = 5_000
/** A token that is nobody's may be somebody's soon. Milliseconds. */
const nobodyFreshMs = 5_000
const entriesMax = 10_000
const secretsMax = 1_000

/** Asks the API server who callers are, and remembers it: an event costs no call. Tokens are not kept, only their hashes. */
export class KubeCallers implements Callers {
  readonly #client: KubeClient
  readonly #nowMs: () => number
  readonly #tokens: Remembered<Recognised>
  readonly #rights: Remembered<boolean>
  readonly #accounts: Remembered<ClusterUser | undefined>
  readonly #secrets: Remembered<ReadonlyMap<string, Buffer> | undefined>

  constructor(client: KubeClient, { freshMs, nowMs }: KubeCallersOptions) {
    this.#client = client
    this.#nowMs = nowMs
    this.#tokens = new Remembered({ freshMs, staleMaxMs, entriesMax }, nowMs)
    this.#rights = new Remembered({ freshMs, staleMaxMs, entriesMax }, nowMs)
    this.#accounts = new Remembered({ freshMs, staleMaxMs, entriesMax }, nowMs)
    this.#secrets = new Remembered({ freshMs: secretFreshMs, staleMaxMs, entriesMax: secretsMax }, nowMs)
  }

  byToken(token: string): Promise<Recognised> {
    // What a token says of its own end holds also where the API server is away.
    const leftMs = (expiryMsOf(token) ?? Infinity) - this.#nowMs()
    if (leftMs <= 0) return Promise.resolve({ kind: 'nobody', reason: 'the token has run out' })
    const goodForMs = (found: Recognised): number => (found.kind === 'user' ? leftMs : nobodyFreshMs)
    return this.#tokens.ask(hash('sha256', token, 'base64'), () => this.#review(token), goodForMs)
  }

  account(namespace: string, name: string): Promise<ClusterUser | undefined> {
    return this.#accounts.ask(`${namespace}/${name}`, async () => {
      const found = await this.#found(() => this.#client.get(resources.serviceAccounts, { namespace, name }))
      return found === undefined ? undefined : accountUser(namespace, name)
    })
  }

  maySend(user: ClusterUser, namespace: string): Promise<boolean> {
    const key = JSON.stringify([user.user, user.groups, namespace])
    return this.#rights.ask(key, async () => {
      const { group, plural } = resources.workflowEventBindings
      const question = { verb: 'list', group, resource: plural, namespace }
      const asked = { name: user.user, groups: user.groups }
      return (await this.#reached(() => reviewAccess(this.#client, asked, question))).isAllowed
    })
  }

  webhookClients(namespace: string): Promise<ReadonlyMap<string, Buffer> | undefined> {
    return this.#secrets.ask(namespace, async () => {
      const ref = { namespace, name: webhookClientsSecret }
      const secret = await this.#found(() => this.#client.get(resources.secrets, ref))
      if (secret === undefined) return undefined
      const data = at(secret, 'data')
      const keys = typeof data === 'object' && data !== null ? Object.keys(data) : []
      return new Map(keys.map((key) => [key, Buffer.from(textAt(secret, 'data', key), 'base64')]))
    })
  }

  async #review(token: string): Promise<Recognised> {
    const verdict = await this.#reached(() => reviewToken(this.#client, token))
    if (verdict.kind === 'unknown') return { kind: 'nobody', reason: 'Unauthorized' }
    const { name, groups } = verdict.user
    return { kind: 'user', user: name, groups, claims: claimsOf(token) }
  }

  /** What may not be looked at is as what is not there: it will not be there by asking again. */
  async #found<T>(call: () => Promise<T>): Promise<T | undefined> {
    return this.#reached(() =>
      call().catch((error: unknown) => {
        if (isKubeError(error, 'not-found', 'forbidden')) return undefined
        throw error
      }),
    )
  }

  async #reached<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call()
    } catch (cause) {
      throw new CallersAway('the Kubernetes API cannot be asked who the caller is', { cause })
    }
  }
}

/** As the API server itself names the user of a service account. */
function accountUser(namespace: string, name: string): ClusterUser {
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated']
  return { user: `system:serviceaccount:${namespace}:${name}`, groups }
}
