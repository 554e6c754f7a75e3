import type { Location } from '@millrace/gotime'
import { dayMatches, isPossible } from './days.ts'
import type { Fields } from './fields.ts'
import { Hand } from './hand.ts'
import { looksMax, searchYears } from './next.ts'

const midnight = { hour: 0, minute: 0, second: 0 }

/** The last due second up to this one, as Argo Events looks for it; undefined when there is none in five years. */
export function previousDue(fields: Fields, from: number, location: Location): number | undefined {
  return isPossible(fields) ? new Search(fields, new Hand(from, location)).run() : undefined
}

class Search {
  readonly #fields: Fields
  readonly #hand: Hand
  readonly #firstYear: number
  #looks = 0

  constructor(fields: Fields, hand: Hand) {
    this.#fields = fields
    this.#hand = hand
    this.#firstYear = hand.civil.year - searchYears
  }

  run(): number | undefined {
    while (this.#hand.civil.year >= this.#firstYear && this.#looks <= looksMax) {
      if (this.#month() && this.#day() && this.#hour() && this.#minute() && this.#second()) return this.#hand.seconds
    }
    return undefined
  }

  /** To the second before the clock shows this. */
  #before(change: Parameters<Hand['show']>[0]): void {
    this.#looks += 1
    this.#hand.showBefore(change)
    this.#hand.add(-1)
  }

  /** False when it went back over the end of a year: all must be looked at again. The others alike. */
  #month(): boolean {
    while (this.#fields.month.has[this.#hand.civil.month] !== true) {
      this.#before({ day: 1, ...midnight })
      if (this.#hand.civil.month === 12) return false
    }
    return true
  }

  #day(): boolean {
    const hand = this.#hand
    while (!dayMatches(this.#fields, hand.civil, hand.localSeconds)) {
      this.#looks += 1
      const { month } = hand.civil
      hand.showBefore(midnight)
      hand.toDayStart()
      hand.add(-1)
      if (hand.civil.month !== month) return false
    }
    return true
  }

  #hour(): boolean {
    while (this.#fields.hour.has[this.#hand.civil.hour] !== true) {
      this.#before({ minute: 0, second: 0 })
      if (this.#hand.civil.hour === 23) return false
    }
    return true
  }

  #minute(): boolean {
    while (this.#fields.minute.has[this.#hand.civil.minute] !== true) {
      this.#before({ second: 0 })
      if (this.#hand.civil.minute === 59) return false
    }
    return true
  }

  #second(): boolean {
    while (this.#fields.second.has[this.#hand.civil.second] !== true) {
      this.#looks += 1
      this.#hand.add(-1)
      if (this.#hand.civil.second === 59) return false
    }
    return true
  }
}
