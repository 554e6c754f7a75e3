import { isKubeError, resources, textAt, type KubeClient, type KubeObject } from '@millrace/kube'
import { setTimeout as sleep } from 'node:timers/promises'
import { bundleOf, certificatesIn, dataOf, factsOf, heldIn, type HeldCertificates } from './held-certificates.ts'
import { certificateStep, type CertificateLives, type CertificateStep } from './certificate-step.ts'
import { bundlesOf, trustPatch } from './webhook-configuration.ts'

export interface KeeperOptions {
  readonly client: KubeClient
  /** The Secret that all replicas share. */
  readonly namespace: string
  readonly secretName: string
  /** Name of the ValidatingWebhookConfiguration. */
  readonly configurationName: string
  /** What the API server calls the webhook by. */
  readonly hosts: readonly string[]
  readonly lives: CertificateLives
  /** Between two looks. Milliseconds. */
  readonly everyMs: number
  readonly onStep: (step: CertificateStep['kind']) => void
  readonly onFault: (error: unknown) => void
  readonly stop: AbortSignal
}

/** Steps of one look at most: each changes what the next one sees. */
const stepsMax = 4
const manager = { fieldManager: 'millrace-controller' } as const

/**
 * Makes the webhook's certificates, renews them in time, and has the API server trust them. For the leader; runs until
 * `stop` aborts.
 */
export async function keepCertificates(options: KeeperOptions): Promise<void> {
  const { everyMs, onFault, stop } = options
  while (!stop.aborted) {
    try {
      await new Keeper(options).look()
    } catch (error) {
      if (!stop.aborted) onFault(error)
    }
    await sleep(everyMs, undefined, { signal: stop }).catch(() => {})
  }
}

class Keeper {
  readonly #options: KeeperOptions

  constructor(options: KeeperOptions) {
    this.#options = options
  }

  async look(): Promise<void> {
    for (let steps = 0; steps < stepsMax; steps++) {
      const secret = await this.#secret()
      const held = heldIn(secret)
      const isTrusted = held !== undefined && (await this.#trust(held))
      const { hosts, lives, onStep } = this.#options
      const facts = held === undefined ? undefined : factsOf(held)
      const step = certificateStep(facts, { nowMs: Date.now(), hosts, isTrusted }, lives)
      if (step.kind === 'none') return
      const next = await this.#next(step, held)
      if (next === undefined || !(await this.#store(next, secret))) return
      onStep(step.kind)
    }
  }

  async #next(step: CertificateStep, held: HeldCertificates | undefined): Promise<HeldCertificates | undefined> {
    const { hosts, lives, namespace } = this.#options
    // Loaded by who makes certificates, and nobody else.
    const { makeAuthority, makeServerCertificate } = await import('./make-certificates.ts')
    const newAuthority = () => makeAuthority(`millrace webhook, ${namespace}`, Date.now(), lives.authorityMs)
    const signed = async (cert: string, key: string) =>
      makeServerCertificate({ cert, key }, hosts, Date.now(), lives.serverMs)
    switch (step.kind) {
      case 'none':
        return undefined
      case 'make': {
        const authority = await newAuthority()
        const server = await signed(authority.cert, authority.key)
        return { authorities: [authority.cert], authorityKey: authority.key, ...server }
      }
      case 'renew-server': {
        if (held === undefined) return undefined
        return { ...held, ...(await signed(held.authorities[0] ?? '', held.authorityKey)) }
      }
      case 'renew-authority': {
        if (held === undefined) return undefined
        const { cert, key } = await newAuthority()
        return { ...held, authorities: [cert, ...held.authorities], authorityKey: key }
      }
      case 'drop-authorities':
        return held === undefined ? undefined : { ...held, authorities: held.authorities.slice(0, step.keep) }
      default:
        return step satisfies never
    }
  }

  async #secret(): Promise<KubeObject | undefined> {
    const { client, namespace, secretName, stop } = this.#options
    try {
      return await client.get(resources.secrets, { namespace, name: secretName }, stop)
    } catch (error) {
      if (isKubeError(error, 'not-found')) return undefined
      throw error
    }
  }

  /** False where somebody else was faster. */
  async #store(held: HeldCertificates, before: KubeObject | undefined): Promise<boolean> {
    const { client, namespace, secretName, stop } = this.#options
    const data = dataOf(held)
    const metadata = { namespace, name: secretName }
    const fresh = { apiVersion: 'v1', kind: 'Secret', type: 'Opaque', metadata, data }
    try {
      if (before === undefined) await client.create(resources.secrets, fresh, { ...manager, stop })
      else await client.replace(resources.secrets, { ...before, data }, { ...manager, stop })
      return true
    } catch (error) {
      if (isKubeError(error, 'already-exists', 'conflict')) return false
      throw error
    }
  }

  /** Has the API server trust what is held. Gives whether it did so before the call, long enough to have heard of it. */
  async #trust(held: HeldCertificates): Promise<boolean> {
    const { client, configurationName: name, stop } = this.#options
    const configuration = await client.get(resources.webhookConfigurations, { name }, stop)
    const bundles = bundlesOf(configuration)
    const wanted = bundleOf(held)
    const isKnown = bundles.every((bundle) => certificatesIn(bundle).includes(held.authorities[0] ?? ''))
    if (bundles.some((bundle) => bundle !== wanted)) {
      const body = trustPatch(configuration, wanted)
      const version = textAt(configuration, 'metadata', 'resourceVersion')
      await client.patch(
        resources.webhookConfigurations,
        { name },
        { strategy: 'strategic', body: { metadata: { resourceVersion: version }, ...body } },
        { ...manager, stop },
      )
    }
    return isKnown
  }
}
