import { scan } from './scan.ts'
import type { Span } from './scan.ts'
import { unicodeClass } from './unicode-names.ts'

/** A pattern in the engine's dialect, and the way back to the one that was written. */
export interface EnginePattern {
  readonly pattern: string
  /** New group name → the name that was written. */
  readonly givenNames: ReadonlyMap<string, string>
  /** An offset in the engine's pattern → the offset in the written one. */
  readonly writtenOffset: (offset: number) => number
}

interface Edit extends Span {
  readonly text: string
}

/** No Unicode class has this name, so the engine refuses it as Go refuses the unknown name it stands for. */
const noClass = '?'

/**
 * Repairs what the engine takes otherwise than Go: the spelling of Unicode classes, and groups that share a name, which
 * Go allows and the engine does not.
 */
export function toEngine(written: string): EnginePattern {
  const { groupNames, classNames } = scan(written)
  const givenNames = new Map<string, string>()
  const edits = [...groupEdits(written, groupNames, givenNames), ...classEdits(written, classNames)]
  edits.sort((a, b) => a.from - b.from)
  let pattern = ''
  let copied = 0
  for (const edit of edits) {
    pattern += written.slice(copied, edit.from) + edit.text
    copied = edit.to
  }
  pattern += written.slice(copied)
  return { pattern, givenNames, writtenOffset: (offset) => writtenOffset(edits, offset) }
}

function groupEdits(written: string, spans: readonly Span[], givenNames: Map<string, string>): Edit[] {
  const names = spans.map(({ from, to }) => written.slice(from, to))
  const taken = new Set(names)
  const seen = new Set<string>()
  return spans.flatMap((span, at) => {
    const name = names[at] ?? ''
    if (!seen.has(name)) {
      seen.add(name)
      return []
    }
    let serial = at
    while (taken.has(`g${serial}`)) serial += 1
    taken.add(`g${serial}`)
    givenNames.set(`g${serial}`, name)
    return [{ ...span, text: `g${serial}` }]
  })
}

function classEdits(written: string, spans: readonly Span[]): Edit[] {
  return spans.flatMap((span) => {
    const name = written.slice(span.from, span.to)
    const known = unicodeClass(name) ?? noClass
    if (known === name) return []
    const braced = written[span.to] === '}'
    return [{ ...span, text: braced ? known : `{${known}}` }]
  })
}

function writtenOffset(edits: readonly Edit[], offset: number): number {
  let shift = 0
  for (const edit of edits) {
    const begin = edit.from + shift
    if (offset <= begin) break
    if (offset < begin + edit.text.length) return edit.from
    shift += edit.text.length - (edit.to - edit.from)
  }
  return offset - shift
}
