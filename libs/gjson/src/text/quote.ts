import { quoteJson } from '@millrace/value'

/** A JSON string as Go writes it. Half of a surrogate pair came from an escape, so it stands for the character U+FFFD. */
export function quote(text: string): string {
  return quoteJson(text.toWellFormed())
}
