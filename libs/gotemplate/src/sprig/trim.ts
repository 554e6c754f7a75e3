import { isSpace } from '../text/runes.ts'

/** Go's `strings.TrimSpace`. */
export function trimSpace(text: string): string {
  return trimWhile(text, isSpace)
}

/** Go's `strings.Trim` with the characters of `set`. */
export function trimSet(text: string, set: string): string {
  const known = new Set(set)
  return trimWhile(text, (character) => known.has(character))
}

function trimWhile(text: string, drops: (character: string) => boolean): string {
  const characters = Array.from(text)
  let from = 0
  let to = characters.length
  while (from < to && drops(characters[from] ?? '')) from++
  while (to > from && drops(characters[to - 1] ?? '')) to--
  return from === 0 && to === characters.length ? text : characters.slice(from, to).join('')
}
