import { quote } from '@millrace/gjson'
import { set, setRaw } from '@millrace/sjson'
import type { Resolved } from './source.ts'

type Value = Extract<Resolved, { kind: 'value' }>

/** Writes a value at a path: raw when that is asked for and it is not a string, else as a JSON string. Throws SjsonError. */
export function writeValue(json: string | undefined, dest: string, value: Value, useRawData: boolean): string {
  return isRaw(value, useRawData) ? setRaw(json, dest, value.text) : set(json, dest, value.text)
}

export function isRaw(value: Value, useRawData: boolean): boolean {
  return useRawData && value.type !== 'String'
}

/** What `set` writes for a text: it is escaped as a whole as soon as anything in it needs it. */
export function textJson(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what has to be escaped
  return /["\\\u0000-\u001f\u0080-\uffff]/.test(text) ? quote(text) : `"${text}"`
}
