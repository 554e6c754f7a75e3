import { loadLocation as load } from '@millrace/gotime'
import type { Location } from '@millrace/gotime'
import { Panic } from '../value/panic.ts'

/** Go's `time.LoadLocation`. Throws a Panic. */
export function loadLocation(name: string): Location {
  if (name.includes('..') || name.startsWith('/') || name.startsWith('\\')) {
    throw new Panic('time: invalid location name')
  }
  const location = load(name)
  if (location === undefined) throw new Panic(`unknown time zone ${name}`)
  return location
}
