import { replaceMatches } from './complex.ts'
import { cut, write } from './edit.ts'
import { encode } from './encode.ts'
import { SjsonError } from './error.ts'
import { readPath } from './path.ts'
import type { SjsonValue } from './encode.ts'

/**
 * Sets a value at a path and leaves the rest of the text as it is. No document is an empty one.
 * Throws `SjsonError`; a complex path without a match changes nothing.
 */
export function set(json: string | undefined, path: string, value: SjsonValue): string {
  return setRaw(json, path, encode(value))
}

/** `set` with the text to write; it is not checked. */
export function setRaw(json: string | undefined, path: string, raw: string): string {
  if (path === '') throw new SjsonError('empty-path')
  const parts = readPath(path)
  return parts === undefined ? replaceMatches(json ?? '', path, raw) : write(json ?? '', parts, raw)
}

/** Deletes the value at a path, with its key; what is not there changes nothing. Throws `SjsonError`. */
export function remove(json: string | undefined, path: string): string {
  if (path === '') throw new SjsonError('empty-path')
  const parts = readPath(path)
  if (parts === undefined) throw new SjsonError('complex-delete', path)
  return cut(json ?? '', parts) ?? json ?? ''
}
