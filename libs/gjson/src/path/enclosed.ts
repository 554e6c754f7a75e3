import { nestedEnd, stringEnd } from '../text/scan.ts'

/** The text up to the end of the bracket or string it starts with; all of it when that does not end. */
export function enclosed(text: string): string {
  const end = text.startsWith('"') ? stringEnd(text, 1) : nestedEnd(text, 0)
  return end < 0 ? text : text.slice(0, end)
}
