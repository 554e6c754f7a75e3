import { get, toInt } from '@millrace/gjson'
import { create } from './create.ts'
import { cutItem } from './cut-item.ts'
import { appends } from './path.ts'
import type { GjsonResult } from '@millrace/gjson'
import type { Part } from './path.ts'

/** Replaces or creates what a plain path names. */
export function write(json: string, parts: readonly Part[], raw: string): string {
  let around = nothing
  let text = json
  for (const [i, part] of parts.entries()) {
    const found = get(text, part.lookup)
    // A place of 0 is no place: a value cannot start its own container.
    if (found.index === 0) return around.before + create(text, part, parts.slice(i + 1), raw) + around.after
    around = within(around, beside(text, found))
    text = found.raw
  }
  return around.before + raw + around.after
}

/** Cuts out what a plain path names; undefined when it is not there. */
export function cut(json: string, parts: readonly Part[]): string | undefined {
  let outer = nothing
  let inner = nothing
  let text = json
  for (const part of parts) {
    const found = lastElement(text, part) ?? get(text, part.lookup)
    if (found.index === 0) return undefined
    outer = within(outer, inner)
    inner = beside(text, found)
    text = found.raw
  }
  // The comma that goes with an item is looked for in its own container only; its key, further out as well.
  return cutItem(outer.before + inner.before, inner.after) + outer.after
}

/** What stands on both sides of a value. */
interface Around {
  readonly before: string
  readonly after: string
}

const nothing: Around = { before: '', after: '' }

function beside(text: string, { index, raw }: GjsonResult): Around {
  return { before: text.slice(0, index), after: text.slice(index + raw.length) }
}

function within(outer: Around, inner: Around): Around {
  return { before: outer.before + inner.before, after: inner.after + outer.after }
}

/** What `-1` deletes: the last element of an array that has any. */
function lastElement(text: string, part: Part): GjsonResult | undefined {
  if (!appends(part)) return undefined
  const count = toInt(get(text, '#'))
  return count > 0n ? get(text, String(count - 1n)) : undefined
}
