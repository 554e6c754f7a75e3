import type { JsonObject } from '@millrace/manifests'
import { setTimeout as sleep } from 'node:timers/promises'
import type { KubeClient } from './client.ts'
import { objectAt } from './json-parts.ts'
import { isKubeError } from './kube-error.ts'
import type { KubeObject } from './kube-object.ts'
import { leaseStep, seenLease, type SeenLease } from './lease-state.ts'
import { resources } from './resource.ts'

export interface LeaderOptions {
  readonly namespace: string
  readonly name: string
  /** Of this replica; no other may have the same. */
  readonly identity: string
  /** Told of what keeps it from renewing; it goes on trying. */
  readonly onFault?: (error: unknown) => void
  readonly times?: LeaseTimes
}

/** Milliseconds. A holder that cannot renew gives up before another may take over. */
export interface LeaseTimes {
  /** How long a lease holds after a renewal: whole seconds. A dead leader is followed within this and `retryMs`. */
  readonly leaseMs: number
  /** A holder that could not renew for this long acts no more. */
  readonly giveUpMs: number
  /** Between renewals, and between looks at another's lease. */
  readonly retryMs: number
}

export const leaseTimesDefault: LeaseTimes = { leaseMs: 6_000, giveUpMs: 4_000, retryMs: 1_000 }

/** The least pause between two tries to get the lease. */
const waitMsMin = 50

/**
 * Runs `work` while this replica holds the lease, again each time it gets it, until `stop` aborts. `work` gets a signal
 * that aborts when the lease is lost or `stop` aborts; the lease is given back only when `work` has ended.
 */
export async function lead(
  client: KubeClient,
  options: LeaderOptions,
  work: (held: AbortSignal) => Promise<void>,
  stop: AbortSignal,
): Promise<void> {
  const candidate = new Candidate(client, options)
  while (!stop.aborted) {
    if (!(await candidate.tried(stop))) continue
    const over = new AbortController()
    const held = AbortSignal.any([stop, over.signal])
    const renewing = candidate.renewed(held).finally(() => over.abort())
    try {
      await work(held)
    } finally {
      over.abort()
      await renewing
      await candidate.release()
    }
  }
}

class Candidate {
  readonly #client: KubeClient
  readonly #options: LeaderOptions
  readonly #times: LeaseTimes
  #seen: SeenLease | undefined
  #renewedMs = 0
  /** How long another's lease still holds. */
  #waitMs = Infinity

  constructor(client: KubeClient, options: LeaderOptions) {
    this.#client = client
    this.#options = options
    this.#times = options.times ?? leaseTimesDefault
  }

  /** One try to get the lease, and a pause where that fails. */
  async tried(stop: AbortSignal): Promise<boolean> {
    try {
      if (await this.#claim(stop)) return true
    } catch (error) {
      if (stop.aborted) return false
      this.#options.onFault?.(error)
    }
    // A dead holder's lease is taken the moment that it ends.
    const waitMs = Math.min(this.#times.retryMs, Math.max(waitMsMin, this.#waitMs))
    await sleep(waitMs, undefined, { signal: stop }).catch(() => {})
    return false
  }

  /** Renews until the lease is lost or `held` aborts. */
  async renewed(held: AbortSignal): Promise<void> {
    while (!held.aborted) {
      await sleep(this.#times.retryMs, undefined, { signal: held }).catch(() => {})
      if (held.aborted) return
      const leftMs = this.#renewedMs + this.#times.giveUpMs - performance.now()
      if (leftMs <= 0) return
      try {
        if (!(await this.#claim(AbortSignal.any([held, AbortSignal.timeout(Math.ceil(leftMs))])))) return
      } catch (error) {
        if (!held.aborted) this.#options.onFault?.(error)
      }
    }
  }

  /** Lets the next replica have it at once. A failure costs the others the rest of the lease, and no more. */
  async release(): Promise<void> {
    const { object } = this.#seen ?? {}
    if (object === undefined || performance.now() - this.#renewedMs > this.#times.giveUpMs) return
    const spec = { ...this.#spec(0), holderIdentity: '', leaseDurationSeconds: 1 }
    const stop = AbortSignal.timeout(this.#times.retryMs)
    await this.#client
      .replace(resources.leases, { ...object, spec }, { stop })
      .catch(this.#options.onFault ?? (() => {}))
  }

  async #claim(stop: AbortSignal): Promise<boolean> {
    const startedMs = performance.now()
    this.#seen = await this.#look(stop)
    const step = leaseStep(this.#seen, this.#options.identity, performance.now())
    this.#waitMs = step.kind === 'wait' ? step.waitMs : Infinity
    if (step.kind === 'wait') return false
    const written = await this.#written(step.kind === 'create' ? 0 : step.transitions, stop)
    if (written === undefined) return false
    this.#seen = seenLease(written, undefined, startedMs)
    this.#renewedMs = startedMs
    return true
  }

  async #look(stop: AbortSignal): Promise<SeenLease | undefined> {
    const { namespace, name } = this.#options
    try {
      const object = await this.#client.get(resources.leases, { namespace, name }, stop)
      return seenLease(object, this.#seen, performance.now())
    } catch (error) {
      if (isKubeError(error, 'not-found')) return undefined
      throw error
    }
  }

  /** Undefined where another replica was faster: the version in the object decides. */
  async #written(transitions: number, stop: AbortSignal): Promise<KubeObject | undefined> {
    const { namespace, name } = this.#options
    const spec = this.#spec(transitions)
    try {
      if (this.#seen !== undefined)
        return await this.#client.replace(resources.leases, { ...this.#seen.object, spec }, { stop })
      const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { namespace, name }, spec }
      return await this.#client.create(resources.leases, lease, { stop })
    } catch (error) {
      if (isKubeError(error, 'conflict', 'already-exists')) return undefined
      throw error
    }
  }

  #spec(transitions: number): JsonObject {
    const now = new Date().toISOString().replace('Z', '000Z')
    const before = objectAt(this.#seen?.object, 'spec')
    const isOurs = before['holderIdentity'] === this.#options.identity
    return {
      ...before,
      ...(isOurs ? {} : { acquireTime: now }),
      holderIdentity: this.#options.identity,
      leaseDurationSeconds: Math.ceil(this.#times.leaseMs / 1_000),
      renewTime: now,
      leaseTransitions: transitions,
    }
  }
}
