import { checkDepth } from '../error.ts'
import { literalEnd, numberEnd, skipBlank, stringEnd } from '../text/scan.ts'
import { stringText } from '../text/string-text.ts'
import { put } from './put.ts'
import type { GjsonObject, GjsonValue } from './put.ts'

/** Reads text that is known to be valid JSON, in one pass. */
export function readValue(json: string): GjsonValue {
  return new Reader(json).value(0)
}

class Reader {
  readonly #json: string
  #at = 0

  constructor(json: string) {
    this.#json = json
  }

  value(depth: number): GjsonValue {
    const start = skipBlank(this.#json, this.#at)
    this.#at = start
    switch (this.#json.charCodeAt(start)) {
      case 0x7b:
        return this.#object(depth)
      case 0x5b:
        return this.#array(depth)
      case 0x22:
        return this.#string()
      case 0x74:
      case 0x66:
      case 0x6e:
        this.#at = literalEnd(this.#json, start)
        return literal(this.#json.charCodeAt(start))
      default:
        this.#at = numberEnd(this.#json, start)
        return Number(this.#json.slice(start, this.#at))
    }
  }

  #object(depth: number): GjsonValue {
    checkDepth(depth)
    const object: GjsonObject = {}
    while (this.#opens(0x7d)) {
      const key = this.#string()
      // Past the colon.
      this.#at = skipBlank(this.#json, this.#at) + 1
      put(object, key, this.value(depth + 1))
    }
    return object
  }

  #array(depth: number): GjsonValue {
    checkDepth(depth)
    const array: GjsonValue[] = []
    while (this.#opens(0x5d)) array.push(this.value(depth + 1))
    return array
  }

  /** Steps over the opening bracket or the comma; false when the container ends instead. */
  #opens(close: number): boolean {
    const json = this.#json
    let next = skipBlank(json, this.#at)
    if (json.charCodeAt(next) !== close) next = skipBlank(json, next + 1)
    const more = json.charCodeAt(next) !== close
    this.#at = more ? next : next + 1
    return more
  }

  #string(): string {
    const start = this.#at
    this.#at = stringEnd(this.#json, start + 1)
    return stringText(this.#json.slice(start, this.#at))
  }
}

function literal(code: number): GjsonValue {
  return code === 0x6e ? null : code === 0x74
}
