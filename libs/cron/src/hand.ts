import { civilFromSeconds, fromCivil, secondsFromCivil } from '@millrace/gotime'
import type { Civil, Location } from '@millrace/gotime'

const daySeconds = 86_400

/** A hand on a place's clock that can be moved. All in whole seconds. */
export class Hand {
  readonly #location: Location
  #seconds = 0
  #localSeconds = 0
  #civil: Civil = civilFromSeconds(0)

  constructor(seconds: number, location: Location) {
    this.#location = location
    this.set(seconds)
  }

  /** Seconds since 1970. */
  get seconds(): number {
    return this.#seconds
  }

  get localSeconds(): number {
    return this.#localSeconds
  }

  /** What the clock shows. */
  get civil(): Civil {
    return this.#civil
  }

  set(seconds: number): void {
    this.#seconds = seconds
    this.#localSeconds = seconds + this.#location.zone(seconds).offset
    this.#civil = civilFromSeconds(this.#localSeconds)
  }

  add(seconds: number): void {
    this.set(this.#seconds + seconds)
  }

  /** To where the clock shows what it shows now but for this; what overflows is carried. */
  show(change: Partial<Civil>): void {
    this.set(fromCivil({ ...this.#civil, ...change }, 0, this.#location).seconds)
  }

  /** The same, backwards: where the clock was turned back and shows it twice, not to a later instant than this one. */
  showBefore(change: Partial<Civil>): void {
    const [seconds, shown] = [this.#seconds, this.#localSeconds]
    const wanted = secondsFromCivil({ ...this.#civil, ...change })
    this.show(change)
    if (this.#seconds > seconds) this.set(seconds - (shown - wanted))
  }

  /** To the next day at this time of day; a day that the place left out is passed over. */
  showNextDay(): void {
    const seconds = this.#seconds
    this.show({ day: this.#civil.day + 1 })
    if (this.#seconds <= seconds) this.set(seconds + daySeconds)
  }

  /** Where a day has no midnight, to its first hour. */
  toDayStart(): void {
    const { hour } = this.#civil
    if (hour !== 0) this.add((hour > 12 ? 24 - hour : -hour) * 3600)
  }

  /** To the beginning of this minute as the zero time counts it. */
  toMinute(): void {
    this.set(Math.floor(this.#seconds / 60) * 60)
  }
}
