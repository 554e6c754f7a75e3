import { forEach, get } from '@millrace/gjson'
import type { GjsonResult } from '@millrace/gjson'

/** Replaces what a gjson path finds, each match of a `#` path; nothing is created. */
export function replaceMatches(json: string, path: string, raw: string): string {
  const found = get(json, path)
  const { index, indexes = [] } = found
  const text = index === 0 ? json : replace(json, index, found, raw)
  const matches: GjsonResult[] = []
  if (indexes.length > 0) forEach(found, (match) => matches.push(match))
  if (indexes.length !== matches.length) return json
  return matches
    .map((match, i) => ({ match, place: indexes[i] ?? 0 }))
    .sort((a, b) => b.place - a.place)
    .reduce((edited, { match, place }) => replace(edited, place, match, raw), text)
}

function replace(json: string, index: number, { raw: old }: GjsonResult, raw: string): string {
  return json.slice(0, index) + raw + json.slice(index + old.length)
}
