import {
  at,
  isKubeError,
  mayByToken,
  NewOnes,
  ownerOfToken,
  Remembered,
  resources,
  reviewOwnAccess,
  serviceAccountUser,
  textAt,
  tokenExpiryMs,
  type KubeClient,
} from '@millrace/kube'
import { hash } from 'node:crypto'
import { claimsOf } from './api-token.ts'
import { CallersAway, type Callers, type ClusterUser, type Proof, type Recognised } from './callers.ts'
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
/** Tokens that were never seen and are asked about at a time, and namespaces that are looked at for the first time. */
const askingMax = 256
const lookingMax = 16
const tooManyPlaces = 'too many namespaces are asked for their webhook clients'

/**
 * Asks the API server who callers are, and remembers it: an event costs no call. A token is asked about by using it, so that no right
 * of ours is needed and none of it is lost, not even a limit that is the token's own. Tokens are not kept, only their hashes.
 */
export class KubeCallers implements Callers {
  readonly #client: KubeClient
  readonly #nowMs: () => number
  readonly #tokens: Remembered<Recognised>
  readonly #rights: Remembered<boolean>
  readonly #accounts: Remembered<ClusterUser | undefined>
  readonly #strangers = new NewOnes(askingMax, () => new CallersAway('too many new tokens are asked about'))
  readonly #unknownPlaces = new NewOnes(lookingMax, () => new CallersAway(tooManyPlaces))
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
    const leftMs = (tokenExpiryMs(token) ?? Infinity) - this.#nowMs()
    if (leftMs <= 0) return Promise.resolve({ kind: 'nobody', reason: 'the token has run out' })
    const goodForMs = (found: Recognised): number => (found.kind === 'user' ? leftMs : nobodyFreshMs)
    const key = hashOf(token)
    const isNew = !this.#tokens.has(key)
    return this.#tokens.ask(key, () => this.#strangers.let(isNew, () => this.#whose(token)), goodForMs)
  }

  account(namespace: string, name: string): Promise<ClusterUser | undefined> {
    return this.#accounts.ask(`${namespace}/${name}`, async () => {
      const found = await this.#found(() => this.#client.get(resources.serviceAccounts, { namespace, name }))
      return found === undefined ? undefined : accountUser(namespace, name)
    })
  }

  maySend(proof: Proof, namespace: string): Promise<boolean> {
    const who = proof.kind === 'token' ? hashOf(proof.token) : `${proof.namespace}/${proof.name}`
    return this.#rights.ask(`${proof.kind} ${who} ${namespace}`, async () => {
      const { group, plural } = resources.workflowEventBindings
      const question = { verb: 'list', group, resource: plural, namespace }
      const { isAllowed } = await this.#reached(() =>
        proof.kind === 'token'
          ? mayByToken(this.#client, proof.token, question)
          : reviewOwnAccess(this.#client.as(serviceAccountUser(proof.namespace, proof.name)), question),
      )
      return isAllowed
    })
  }

  webhookClients(namespace: string): Promise<ReadonlyMap<string, Buffer> | undefined> {
    const isNew = !this.#secrets.has(namespace)
    return this.#secrets.ask(namespace, async () => {
      const ref = { namespace, name: webhookClientsSecret }
      const look = () => this.#found(() => this.#client.get(resources.secrets, ref))
      const secret = await this.#unknownPlaces.let(isNew, look)
      if (secret === undefined) return undefined
      const data = at(secret, 'data')
      const keys = typeof data === 'object' && data !== null ? Object.keys(data) : []
      return new Map(keys.map((key) => [key, Buffer.from(textAt(secret, 'data', key), 'base64')]))
    })
  }

  #whose(token: string): Promise<Recognised> {
    return this.#reached(async () => {
      const owner = await ownerOfToken(this.#client, token)
      if (owner.kind === 'nobody') return owner
      return { kind: 'user', user: owner.user.name, groups: owner.user.groups, claims: claimsOf(token) }
    })
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

const hashOf = (token: string): string => hash('sha256', token, 'base64')

/** As the API server itself names the user of a service account. */
function accountUser(namespace: string, name: string): ClusterUser {
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated']
  return { user: `system:serviceaccount:${namespace}:${name}`, groups }
}
