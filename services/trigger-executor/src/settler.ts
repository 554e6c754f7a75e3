import type { EffectLedger, Settlement } from '@millrace/ledger'

const retryMs = 200

interface Waiting {
  readonly settlement: Settlement
  readonly resolve: (settled: boolean) => void
}

/**
 * Records how claims ended, many in one call: nobody waits for it but the message's ack. The wait is short, since a
 * crash within it leaves effects open.
 */
export class Settler {
  readonly #ledger: EffectLedger
  readonly #gatherMs: number
  readonly #onFault: (fault: unknown) => void
  #waiting: Waiting[] = []
  #scheduled = false

  constructor(ledger: EffectLedger, gatherMs: number, onFault: (fault: unknown) => void) {
    this.#onFault = onFault
    this.#ledger = ledger
    this.#gatherMs = gatherMs
  }

  /** False when the claim had passed to another holder. */
  settle(settlement: Settlement): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>()
    this.#waiting.push({ settlement, resolve })
    if (!this.#scheduled) {
      this.#scheduled = true
      if (this.#gatherMs === 0) setImmediate(() => void this.#flush())
      else setTimeout(() => void this.#flush(), this.#gatherMs)
    }
    return promise
  }

  async #flush(): Promise<void> {
    this.#scheduled = false
    const waiting = this.#waiting
    this.#waiting = []
    const settlements = waiting.map((one) => one.settlement)
    for (;;) {
      try {
        const settled = await this.#ledger.settle(settlements)
        for (const [index, one] of waiting.entries()) one.resolve(settled[index] === true)
        return
      } catch (error) {
        // The ledger refuses for the moment (loading, full): an effect that is there must not be left unrecorded.
        this.#onFault(error)
      }
      await new Promise((resolve) => setTimeout(resolve, retryMs))
    }
  }
}
