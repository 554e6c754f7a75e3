import { ChurnSet } from '@millrace/collections'
import type { EffectLedger, HeldEffect } from '@millrace/ledger'

/** A claim that this process holds. */
export interface Holding extends HeldEffect {
  /** Until when the lease surely holds, on this process's monotonic clock. Milliseconds. */
  validUntil: number
}

/** Part of the lease that is left unused, for clocks that run apart and answers that take their time. */
const safety = 0.2

/**
 * The claims that attempts are running under. Leases are prolonged while an attempt runs; a process that was stopped
 * for longer than its lease finds its claims invalid before it acts on them.
 */
export class HeldClaims implements Disposable {
  readonly #ledger: EffectLedger
  readonly #leaseMs: number
  readonly #held = new ChurnSet<Holding>()
  readonly #timer: NodeJS.Timeout

  constructor(ledger: EffectLedger, leaseMs: number) {
    this.#ledger = ledger
    this.#leaseMs = leaseMs
    this.#timer = setInterval(() => void this.#renew(), leaseMs / 3)
    this.#timer.unref()
  }

  /** Takes a claim into care. `askedAt`: when it was asked for, on the monotonic clock. */
  hold(effect: HeldEffect, askedAt: number): Holding {
    const holding: Holding = { ...effect, validUntil: askedAt + this.#leaseMs * (1 - safety) }
    this.#held.add(holding)
    return holding
  }

  isValid(holding: Holding): boolean {
    return performance.now() < holding.validUntil
  }

  drop(holding: Holding): void {
    this.#held.delete(holding)
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
    this.#held.clear()
  }

  async #renew(): Promise<void> {
    // Young claims end by themselves long before their lease does.
    const now = performance.now()
    const due = [...this.#held].filter((one) => one.validUntil - now < this.#leaseMs * (1 - safety) * 0.7)
    if (due.length === 0) return
    try {
      const renewed = await this.#ledger.renew(due, this.#leaseMs)
      for (const [index, holding] of due.entries()) {
        holding.validUntil = renewed[index] === true ? now + this.#leaseMs * (1 - safety) : 0
      }
    } catch {
      // The ledger is away: leases run out by themselves, and nothing new is begun under them.
    }
  }
}
