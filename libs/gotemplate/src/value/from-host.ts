import { Failure } from '../fault.ts'
import { Complex } from './complex.ts'
import { Dict } from './dict.ts'
import { Int } from './int.ts'
import { anyType, grown, List } from './list.ts'
import { Opaque } from './opaque.ts'
import type { Value } from './value.ts'

/**
 * A JavaScript value as Go's `encoding/json` would have it: objects are maps, arrays slices, numbers float64. A bigint is
 * an `int64`; Go values stay as they are.
 */
export function fromHost(host: unknown): Value {
  // Half a surrogate pair is no character; JSON in Go makes it U+FFFD.
  if (typeof host === 'string') return host.isWellFormed() ? host : host.toWellFormed()
  if (typeof host === 'number' || typeof host === 'boolean') return host
  if (host === null || host === undefined) return null
  if (typeof host === 'bigint') return new Int(host, 'int64')
  if (typeof host === 'object') return fromObject(host)
  throw new Failure(`a template's data cannot hold a ${typeof host}`)
}

function fromObject(host: object): Value {
  if (Array.isArray(host)) return listOver(host)
  if (host instanceof Int || host instanceof List || host instanceof Dict) return host
  if (host instanceof Complex || host instanceof Opaque) return host
  // What is left is an object as JSON.parse makes it.
  return Dict.over(host as Readonly<Record<string, unknown>>, fromHost)
}

function listOver(host: readonly unknown[]): List {
  return new List(host.map(fromHost), anyType, grown)
}
