import type { TriggerParameter } from '@millrace/manifests'
import { isRaw, textJson } from './write.ts'
import type { Resolved } from './source.ts'

/** A name that is a member of the payload itself, and whose JSON string is itself in quotes. */
const plainName = /^[A-Za-z_][A-Za-z0-9_-]*$/
/** A path that finds a part of the data as it stands there, and makes nothing new. */
const plainPath = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/

/**
 * Whether the payload can be written from left to right. It gives the same bytes as setting one path after the other,
 * since every name is new and every value is valid JSON.
 */
export function isDirect(parameters: readonly TriggerParameter[]): boolean {
  const names = new Set(parameters.map(({ dest }) => dest))
  return names.size === parameters.length && parameters.every(isPlain)
}

function isPlain({ src, dest }: TriggerParameter): boolean {
  if (!plainName.test(dest)) return false
  // A path such as `!{` gives raw text that is not JSON, and what is set after it lands in it.
  return src.useRawData !== true || [src.dataKey, src.contextKey].every((key) => isPlainKey(key))
}

function isPlainKey(key: string | undefined): boolean {
  return key === undefined || key === '' || plainPath.test(key)
}

/** One member of the payload: its name is there already, the value follows. */
export type Member = (value: Extract<Resolved, { kind: 'value' }>) => string

export function compileMember({ src, dest }: TriggerParameter): Member {
  const name = `"${dest}":`
  const useRawData = src.useRawData === true
  return (value) => name + (isRaw(value, useRawData) ? value.text : textJson(value.text))
}
