import { monthNames, weekdayNames } from '@millrace/gotime'
import { civilOf, secondsOf, weekdayOn } from './civil.ts'
import { composites } from './directives.ts'

const short = (name: string): string => name.slice(0, 3)

/** Why a text is not as its format says. */
export class TimeFormatError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'TimeFormatError'
  }
}

export interface Instant {
  readonly seconds: number
  readonly nanosecond: number
}

/** Reads a time by C's `strptime`. Without a zone it is UTC. Throws a TimeFormatError. */
export function strptime(text: string, format: string): Instant {
  try {
    return new TimeReader(text).read(format)
  } catch (error) {
    if (!(error instanceof TimeFormatError)) throw error
    throw new TimeFormatError(
      `failed to parse ${JSON.stringify(text)} with ${JSON.stringify(format)}: ${error.message}`,
    )
  }
}

class TimeReader {
  readonly #text: string
  #at = 0
  #year = 1900
  #month = 1
  #day = 0
  #hour = 0
  #minute = 0
  #second = 0
  #nanosecond = 0
  #century = -1
  #yearDay = 0
  #week = 0
  /** 1 for Sunday; 0 when it is not known. */
  #weekday = 0
  /** Of the numbered weeks: the weekday that the first of them has, Thursday for those of ISO. */
  #weekStart: 'none' | 'sunday' | 'monday' | 'iso' = 'none'
  #isPm = false
  #hasIsoYear = false
  #offset = 0
  #hasOffset = false

  constructor(text: string) {
    this.#text = text
  }

  read(format: string): Instant {
    for (let at = 0; at < format.length; at++) {
      if (format[at] !== '%') {
        this.#expect(format[at] ?? '')
        continue
      }
      at++
      const colons = /^:*/.exec(format.slice(at))?.[0].length ?? 0
      if (colons > 0) {
        at += colons
        if (format[at] !== 'z' || colons > 3) throw new TimeFormatError(`expected 'z' after "%${':'.repeat(colons)}"`)
        this.#readOffset(colons)
      } else this.#directive(format[at])
    }
    if (this.#at < this.#text.length) {
      throw new TimeFormatError(`unparsed string ${JSON.stringify(this.#text.slice(this.#at))}`)
    }
    return this.#instant()
  }

  #directive(letter: string | undefined): void {
    if (letter === undefined) throw new TimeFormatError('stray "%"')
    const composite = composites[letter]
    if (composite === undefined) {
      if (!this.#field(letter)) throw new TimeFormatError(`unexpected format "%${letter}"`)
      return
    }
    for (const part of composite) if (!/[A-Za-z]/.test(part) || !this.#field(part)) this.#expect(part)
  }

  #field(letter: string): boolean {
    return this.#dateField(letter) || this.#weekField(letter) || this.#clockField(letter) || this.#otherField(letter)
  }

  #dateField(letter: string): boolean {
    switch (letter) {
      case 'G':
      case 'Y': {
        this.#hasIsoYear ||= letter === 'G'
        const sign = this.#sign()
        this.#year = sign * this.#number(letter, 4, 0, 9999)
        return true
      }
      case 'g':
      case 'y': {
        this.#hasIsoYear ||= letter === 'g'
        const year = this.#number(letter, 2, 0, 99)
        this.#year = year < 69 ? year + 2000 : year + 1900
        return true
      }
      case 'C':
        if (this.#sign() < 0) throw new TimeFormatError('negative century is not supported for "%C"')
        this.#century = this.#number(letter, 2, 0, 99)
        return true
      case 'm':
        this.#month = this.#number(letter, 2, 1, 12)
        return true
      case 'B':
        this.#month = this.#name(letter, monthNames)
        return true
      case 'b':
      case 'h':
        this.#month = this.#name(letter, monthNames.map(short))
        return true
      case 'e':
      case 'd':
        if (letter === 'e') this.#skipBlank()
        this.#day = this.#number(letter, 2, 1, 31)
        return true
      case 'j':
        this.#yearDay = this.#number(letter, 3, 1, 366)
        return true
      default:
        return false
    }
  }

  #weekField(letter: string): boolean {
    switch (letter) {
      case 'A':
        this.#weekday = this.#name(letter, weekdayNames)
        return true
      case 'a':
        this.#weekday = this.#name(letter, weekdayNames.map(short))
        return true
      case 'w':
        this.#weekday = this.#number(letter, 1, 0, 6) + 1
        return true
      case 'u':
        this.#weekday = (this.#number(letter, 1, 1, 7) % 7) + 1
        return true
      case 'V':
        this.#readWeek(letter, 'iso', 1, 2)
        return true
      case 'U':
        this.#readWeek(letter, 'sunday', 0, 1)
        return true
      case 'W':
        this.#readWeek(letter, 'monday', 0, 2)
        return true
      default:
        return false
    }
  }

  #readWeek(letter: string, start: 'iso' | 'sunday' | 'monday', least: number, weekday: number): void {
    this.#week = this.#number(letter, 2, least, 53)
    this.#weekStart = start
    this.#weekday ||= weekday
  }

  #clockField(letter: string): boolean {
    switch (letter) {
      case 'k':
      case 'H':
        if (letter === 'k') this.#skipBlank()
        this.#hour = this.#number(letter, 2, 0, 23)
        return true
      case 'l':
      case 'I':
        if (letter === 'l') this.#skipBlank()
        this.#hour = this.#number(letter, 2, 1, 12) % 12
        return true
      case 'P':
      case 'p':
        this.#isPm = this.#name(letter, ['AM', 'PM']) === 2
        return true
      case 'M':
        this.#minute = this.#number(letter, 2, 0, 59)
        return true
      case 'S':
        this.#second = this.#number(letter, 2, 0, 60)
        return true
      case 'f': {
        const begin = this.#at
        const digits = this.#number(letter, 6, 0, 999_999)
        this.#nanosecond = digits * 10 ** (6 - (this.#at - begin)) * 1000
        return true
      }
      case 's':
        this.#readUnix(letter)
        return true
      default:
        return false
    }
  }

  #otherField(letter: string): boolean {
    switch (letter) {
      case 'Z':
        this.#readZoneName()
        return true
      case 'z':
        this.#readOffset(0)
        return true
      case 't':
      case 'n': {
        const blanks = /^[ \t\n\v\f\r]+/.exec(this.#text.slice(this.#at))?.[0] ?? ''
        if (blanks === '') throw new TimeFormatError(`expected a space for "%${letter}"`)
        this.#at += blanks.length
        return true
      }
      case '%':
        this.#expect('%')
        return true
      default:
        return false
    }
  }

  /** Seconds since 1970 set everything. */
  #readUnix(letter: string): void {
    const sign = this.#sign()
    const seconds = sign * this.#number(letter, 19, 0, Infinity)
    const { year, month, day, hour, minute, second } = civilOf(seconds, 0)
    this.#year = year
    this.#month = month + 1
    this.#day = day
    this.#hour = hour
    this.#minute = minute
    this.#second = second
  }

  /** Go knows no offset for a name but UTC; it takes 0 for all that look like one. */
  #readZoneName(): void {
    const name = /^[A-Z]*/.exec(this.#text.slice(this.#at))?.[0] ?? ''
    const looksRight =
      name.length === 3 || name === 'WITA' || (name.endsWith('T') && (name.length === 4 || name.length === 5))
    if (!looksRight) throw new TimeFormatError(`cannot parse ${JSON.stringify(name)} with "%Z"`)
    this.#at += name.length
    if (!this.#hasOffset) this.#offset = 0
  }

  /** `+hhmm`, `+hh:mm`, `+hh`, `Z`; with colons asked for, they must be there. */
  #readOffset(colons: number): void {
    if (this.#text[this.#at] === 'Z') {
      this.#at++
      this.#offset = 0
      return
    }
    const pattern = offsetPatterns[colons] ?? /^/
    const found = pattern.exec(this.#text.slice(this.#at))
    const [all = '', sign, hours = '0', minutes = '0', seconds = '0'] = found ?? []
    const isRight = Number(hours) <= 23 && Number(minutes) <= 59 && Number(seconds) <= 59
    if (found === null || !isRight) throw new TimeFormatError(`cannot parse "%${':'.repeat(colons)}z"`)
    this.#at += all.length
    this.#offset = (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds))
    this.#hasOffset = true
  }

  #instant(): Instant {
    const clock = [this.#hour + (this.#isPm ? 12 : 0), this.#minute, this.#second] as const
    const year = this.#century >= 0 ? this.#century * 100 + (this.#year % 100) : this.#year
    const at = secondsOf(this.#date(year), clock)
    return { seconds: at - this.#offset, nanosecond: this.#nanosecond }
  }

  #date(year: number): readonly [number, number, number] {
    if (this.#day !== 0) return [year, this.#month - 1, this.#day]
    if (this.#yearDay > 0) {
      if (this.#hasIsoYear) throw new TimeFormatError('use "%Y" to parse non-ISO year for "%j"')
      return [year, 0, this.#yearDay]
    }
    if (this.#weekStart === 'none') return [year, this.#month - 1, 1]
    if (this.#weekStart === 'iso' && !this.#hasIsoYear) throw new TimeFormatError('use "%G" to parse ISO year for "%V"')
    if (this.#weekStart !== 'iso' && this.#hasIsoYear) {
      throw new TimeFormatError('use "%Y" to parse non-ISO year for "%U" or "%W"')
    }
    const back = { iso: 4, sunday: 0, monday: 1 }[this.#weekStart]
    const week = this.#week + (this.#weekStart !== 'sunday' && this.#weekday === 1 ? 1 : 0)
    const weekdayThere = weekdayOn(year, 0, -back)
    return [year, 0, -back + week * 7 - weekdayThere + this.#weekday - 1]
  }

  #expect(character: string): void {
    if (this.#text[this.#at] !== character) throw new TimeFormatError(`expected '${character}'`)
    this.#at++
  }

  #sign(): number {
    if (this.#text[this.#at] !== '-') return 1
    this.#at++
    return -1
  }

  #skipBlank(): void {
    if (this.#text[this.#at] === ' ') this.#at++
  }

  #number(letter: string, digitsMax: number, least: number, most: number): number {
    const digits = /^\d*/.exec(this.#text.slice(this.#at, this.#at + digitsMax))?.[0] ?? ''
    const number = Number(digits)
    if (digits === '' || number < least || number > most) throw new TimeFormatError(`cannot parse "%${letter}"`)
    this.#at += digits.length
    return number
  }

  /** The number of the name that stands here, from 1. */
  #name(letter: string, names: readonly string[]): number {
    const rest = this.#text.slice(this.#at, this.#at + 10).toLowerCase()
    const found = names.findIndex((name) => rest.startsWith(name.toLowerCase()))
    if (found < 0) throw new TimeFormatError(`cannot parse "%${letter}"`)
    this.#at += names[found]?.length ?? 0
    return found + 1
  }
}

const offsetPatterns = [
  /^([+-])(\d\d):?(?:([0-5]\d)(?::([0-5]\d))?)?/,
  /^([+-])(\d\d):(\d\d)/,
  /^([+-])(\d\d):(\d\d):(\d\d)/,
  /^([+-])(\d\d)(?::(\d\d)(?::(\d\d))?)?/,
]
