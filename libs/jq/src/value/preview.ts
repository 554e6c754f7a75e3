import { JsonNumber, toBytes } from '@millrace/value'
import { pay } from '../run/payer.ts'
import { sortedKeys } from './keys.ts'
import { encodeFloat, encodeText, integerText } from './encode.ts'
import { isDict, isList, memberOf, typeName } from './value.ts'
import type { Dict, List, Value } from './value.ts'

/** Bytes that a preview has at most. */
const shownMax = 30
/** What is put together before it is cut: a little more, so that a cut is noticed. */
const madeMax = 32

const decoder = new TextDecoder()
/** Steps. */
const previewSteps = 120

/** `number (3)`: how error messages name a value. */
export function described(value: Value): string {
  return value === null ? 'null' : `${typeName(value)} (${preview(value)})`
}

/** The beginning of a value's JSON. */
export function preview(value: Value): string {
  pay(previewSteps)
  const whole = new Snippet(value).text
  const bytes = toBytes(whole)
  if (bytes.length <= shownMax) return whole
  const ending = typeof value === 'string' ? ' ..."' : isList(value) ? ' ...]' : isDict(value) ? ' ...}' : ' ...'
  const runes = Array.from(decoder.decode(bytes.subarray(0, madeMax)))
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
    else if (typeof value === 'bigint') this.text += cutText(integerText(value))
    else if (typeof value === 'number') this.text += encodeFloat(value)
    else if (value instanceof JsonNumber) this.text += cutText(value.text)
    else if (typeof value === 'string') this.text += textOf(value)
    else if (isList(value)) this.#addItems(value)
    else this.#addMembers(value)
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
      this.text += `${at > 0 ? ',' : ''}${textOf(key)}:`
      this.#add(memberOf(dict, key))
    }
    this.text += '}'
  }
}

function cutText(text: string): string {
  return text.slice(0, madeMax * 2)
}

/** Without its end where it is cut. */
function textOf(text: string): string {
  return text.length > madeMax * 2 ? encodeText(cutText(text)).slice(0, -1) : encodeText(text)
}
