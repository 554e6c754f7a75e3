import { JsonNumber, toBytes } from '@millrace/value'
import { sortedKeys } from './keys.ts'
import { encodeFloat, encodeText } from './encode.ts'
import { isDict, isList, memberOf, typeName } from './value.ts'
import type { Dict, List, Value } from './value.ts'

/** Bytes that a preview has at most. */
const shownMax = 30
/** What is put together before it is cut: a little more, so that a cut is noticed. */
const madeMax = 32

/** `number (3)`: how error messages name a value. */
export function described(value: Value): string {
  return value === null ? 'null' : `${typeName(value)} (${preview(value)})`
}

/** The beginning of a value's JSON. */
export function preview(value: Value): string {
  const whole = new Snippet(value).text
  const bytes = toBytes(whole)
  if (bytes.length <= shownMax) return whole
  const ending = typeof value === 'string' ? ' ..."' : isList(value) ? ' ...]' : isDict(value) ? ' ...}' : ' ...'
  const runes = Array.from(new TextDecoder().decode(bytes.subarray(0, madeMax)))
  let length = toBytes(runes.join('')).length
  while (length > shownMax - ending.length) length -= toBytes(runes.pop() ?? '').length
  return runes.join('') + ending
}

/** Encodes no more than is shown, whatever the value's size. */
class Snippet {
  text = ''

  constructor(value: Value) {
    this.#add(value)
  }

  #add(value: Value): void {
    if (this.text.length > madeMax) return
    if (value === null || typeof value === 'boolean') this.text += String(value)
    else if (typeof value === 'bigint') this.text += String(value)
    else if (typeof value === 'number') this.text += encodeFloat(value)
    else if (value instanceof JsonNumber) this.text += value.text
    else if (typeof value === 'string') this.#addText(value)
    else if (isList(value)) this.#addItems(value)
    else this.#addMembers(value)
  }

  #addText(value: string): void {
    const cut = value.length > madeMax * 2
    this.text += cut ? encodeText(value.slice(0, madeMax * 2)).slice(0, -1) : encodeText(value)
  }

  #addItems(items: List): void {
    this.text += '['
    for (const [at, item] of items.entries()) {
      if (this.text.length > madeMax) return
      if (at > 0) this.text += ','
      this.#add(item)
    }
    this.text += ']'
  }

  #addMembers(dict: Dict): void {
    this.text += '{'
    for (const [at, key] of sortedKeys(dict).entries()) {
      if (this.text.length > madeMax) return
      this.text += `${at > 0 ? ',' : ''}${encodeText(key)}:`
      this.#add(memberOf(dict, key))
    }
    this.text += '}'
  }
}
