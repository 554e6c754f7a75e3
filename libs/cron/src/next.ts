import type { Location } from '@millrace/gotime'
import { dayMatches, isPossible } from './days.ts'
import type { Fields } from './fields.ts'
import { Hand } from './hand.ts'

/** How far a search goes, in years of the place's calendar. */
export const searchYears = 5
/** Months, days, hours, minutes and seconds that a search may look at; five years without a match have a tenth of them. */
export const looksMax = 50_000

const midnight = { hour: 0, minute: 0, second: 0 }

/**
 * The first due second from this one on; undefined when there is none in five years. The clock is moved as the original
 * moves it, so that the hours that summer time skips are not due, and those that it repeats are due twice.
 */
export function nextDue(fields: Fields, from: number, location: Location): number | undefined {
  return isPossible(fields) ? new Search(fields, new Hand(from, location)).run() : undefined
}

class Search {
  readonly #fields: Fields
  readonly #hand: Hand
  readonly #lastYear: number
  #hasMoved = false
  #looks = 0

  constructor(fields: Fields, hand: Hand) {
    this.#fields = fields
    this.#hand = hand
    this.#lastYear = hand.civil.year + searchYears
  }

  run(): number | undefined {
    while (this.#hand.civil.year <= this.#lastYear && this.#looks <= looksMax) {
      if (this.#month() && this.#day() && this.#hour() && this.#minute() && this.#second()) return this.#hand.seconds
    }
    return undefined
  }

  /** The first move of a search leaves what is smaller behind. */
  #moved(reset: () => void): void {
    this.#looks += 1
    if (this.#hasMoved) return
    this.#hasMoved = true
    reset()
  }

  /** False when it came around to January: all must be looked at again. The others alike. */
  #month(): boolean {
    const hand = this.#hand
    while (this.#fields.month.has[hand.civil.month] !== true) {
      this.#moved(() => hand.show({ day: 1, ...midnight }))
      hand.show({ month: hand.civil.month + 1 })
      if (hand.civil.month === 1) return false
    }
    return true
  }

  #day(): boolean {
    const hand = this.#hand
    while (!dayMatches(this.#fields, hand.civil, hand.localSeconds)) {
      this.#moved(() => hand.show(midnight))
      hand.showNextDay()
      hand.toDayStart()
      if (hand.civil.day === 1) return false
    }
    return true
  }

  #hour(): boolean {
    const hand = this.#hand
    while (this.#fields.hour.has[hand.civil.hour] !== true) {
      this.#moved(() => hand.show({ minute: 0, second: 0 }))
      hand.add(3600)
      if (hand.civil.hour === 0) return false
    }
    return true
  }

  #minute(): boolean {
    const hand = this.#hand
    while (this.#fields.minute.has[hand.civil.minute] !== true) {
      this.#moved(() => hand.toMinute())
      hand.add(60)
      if (hand.civil.minute === 0) return false
    }
    return true
  }

  #second(): boolean {
    const hand = this.#hand
    while (this.#fields.second.has[hand.civil.second] !== true) {
      this.#moved(() => {})
      hand.add(1)
      if (hand.civil.second === 0) return false
    }
    return true
  }
}
