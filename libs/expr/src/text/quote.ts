/** As Go's `%q` shows a text in a message. */
export function quote(text: string): string {
  return JSON.stringify(text)
}
