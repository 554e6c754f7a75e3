import { get, toInt } from '@millrace/gjson'
import { create } from './create.ts'
import { cutItem } from './cut-item.ts'
import { appends } from './path.ts'
import type { GjsonResult } from '@millrace/gjson'
import type { Part } from './path.ts'

/** Replaces or creates what a plain path names. */
export function write(json: string, parts: readonly Part[], raw: string): string {
  let around: Around = { before: '', after: '' }
  let text = json
  for (const [i, part] of parts.entries()) {
    const found = get(text, part.lookup)
    // A place of 0 is no place: a value cannot start its own container.
    if (found.index === 0) return around.before + create(text, part, parts.slice(i + 1), raw) + around.after
    around = surround(around, text, found)
    text = found.raw
  }
  return around.before + raw + around.after
}

/** Cuts out what a plain path names; undefined when it is not there. */
export function cut(json: string, parts: readonly Part[]): string | undefined {
  let around: Around = { before: '', after: '' }
  let text = json
  for (const part of parts) {
    const found = lastElement(text, part) ?? get(text, part.lookup)
    if (found.index === 0) return undefined
    around = surround(around, text, found)
    text = found.raw
  }
  return cutItem(around.before, around.after)
}

interface Around {
  readonly before: string
  readonly after: string
}

function surround({ before, after }: Around, text: string, found: GjsonResult): Around {
  return {
    before: before + text.slice(0, found.index),
    after: text.slice(found.index + found.raw.length) + after,
  }
}

/** What `-1` deletes: the last element of an array that has any. */
function lastElement(text: string, part: Part): GjsonResult | undefined {
  if (!appends(part)) return undefined
  const count = toInt(get(text, '#'))
  return count > 0n ? get(text, String(count - 1n)) : undefined
}
