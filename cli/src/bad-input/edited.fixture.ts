import { base } from './base.fixture.ts'
import type { Edit } from './edits.fixture.ts'

/** The base with one text in the place of another. Throws where it is not there. */
export function edited([name, from, to]: Edit): string {
  const at = base.indexOf(from)
  if (at < 0) throw new Error(`${name}: the base has no ${JSON.stringify(from)}`)
  return base.slice(0, at) + to + base.slice(at + from.length)
}
