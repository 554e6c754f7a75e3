import type { RE2JS } from 're2js'
import { expand } from './expand.ts'

/** One match. `index` and `end` are UTF-16 offsets; `groups[0]` is the whole match; undefined took no part. */
export interface Match {
  readonly index: number
  readonly end: number
  readonly groups: readonly (string | undefined)[]
  /** Where each group begins and ends; -1 for both when it took no part. */
  readonly spans: readonly (readonly [number, number])[]
}

/** The engine's name for a search that may begin anywhere. */
const unanchored = 0

type Engine = ReturnType<RE2JS['re2']>

/**
 * A compiled pattern. It keeps no state between calls; all searches are unanchored and take time linear in the text. A lone
 * surrogate in a text is a byte that is not UTF-8, which patterns see as U+FFFD, as in Go.
 */
export class Regexp {
  readonly pattern: string
  /** The names as written, one for each group; empty for `groups[0]` and for groups without a name. */
  readonly groupNames: readonly string[]
  readonly #engine: Engine

  constructor(pattern: string, engine: Engine, givenNames: ReadonlyMap<string, string>) {
    this.pattern = pattern
    this.#engine = engine
    const names = Array.from({ length: engine.numberOfCapturingGroups() + 1 }, () => '')
    for (const [name, group] of Object.entries(engine.namedGroups)) names[group] = givenNames.get(name) ?? name
    this.groupNames = names
  }

  /** Whether the pattern matches anywhere in the text. The cheapest question. */
  test(text: string): boolean {
    return this.#engine.match(text.toWellFormed())
  }

  /** The leftmost match. */
  find(text: string): Match | undefined {
    // The engine is untyped here: pairs of offsets, -1 for a group that took no part.
    const spans = this.#engine.findSubmatchIndex(text.toWellFormed()) as readonly number[] | null
    return spans === null ? undefined : matchOf(text, spans)
  }

  /** At most `limit` matches that do not overlap, from the left; all of them when `limit` is negative. */
  findAll(text: string, limit = -1): Match[] {
    const all = this.#engine.findAllSubmatchIndex(text.toWellFormed(), limit) as readonly (readonly number[])[] | null
    return all === null ? [] : all.map((spans) => matchOf(text, spans))
  }

  /** The matches of `findAll`, each looked for when it is asked for. One search may read all that is left of the text. */
  *matches(text: string): Generator<Match, void, undefined> {
    let previousEnd = -1
    for (let at = 0; at <= text.length;) {
      const spans = this.#search(text, at)
      if (spans === undefined) return
      const [from = 0, to = 0] = spans
      // An empty match right behind another one is none.
      const isNew = to !== at || from !== previousEnd
      at = to === at ? at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) : to
      previousEnd = to
      if (isNew) yield matchOf(text, spans)
    }
  }

  #search(text: string, from: number): readonly number[] | undefined {
    const groups = this.groupNames.length
    // The engine is untyped here: whether it matches, and pairs of offsets, of which the last may be left out.
    const result = this.#engine.matchWithGroup(text, from, text.length, unanchored, groups) as [
      boolean,
      number[] | null,
    ]
    const [isMatch, spans] = result
    if (!isMatch || spans === null) return undefined
    return Array.from({ length: groups * 2 }, (_none, at) => spans[at] ?? -1)
  }

  /** Replaces every match by the template, in which `$1`, `${1}`, `$name` and `$$` have Go's meaning. */
  replace(text: string, template: string): string {
    return this.replaceWith(text, (match) => expand(template, { groups: match.groups, names: this.groupNames }))
  }

  /** Replaces every match by what `replacement` makes of it; with `() => text` it is Go's literal replacement. */
  replaceWith(text: string, replacement: (match: Match) => string): string {
    let out = ''
    let copied = 0
    for (const match of this.findAll(text)) {
      out += text.slice(copied, match.index) + replacement(match)
      copied = match.end
    }
    return out + text.slice(copied)
  }

  /** The text between the matches: at most `limit` parts, all when it is negative, none when it is 0. */
  split(text: string, limit = -1): string[] {
    if (limit === 0) return []
    if (this.pattern !== '' && text === '') return ['']
    const parts: string[] = []
    let begin = 0
    let end = 0
    for (const match of this.findAll(text, limit)) {
      if (limit > 0 && parts.length === limit - 1) break
      end = match.index
      // An empty match at the very start separates nothing.
      if (match.end !== 0) parts.push(text.slice(begin, end))
      begin = match.end
    }
    if (end !== text.length) parts.push(text.slice(begin))
    return parts
  }
}

function matchOf(text: string, spans: readonly number[]): Match {
  const groups: (string | undefined)[] = []
  const pairs: (readonly [number, number])[] = []
  for (let at = 0; at < spans.length; at += 2) {
    const [from = -1, to = -1] = [spans[at], spans[at + 1]]
    groups.push(from < 0 ? undefined : text.slice(from, to))
    pairs.push([from, to])
  }
  return { index: spans[0] ?? 0, end: spans[1] ?? 0, groups, spans: pairs }
}
