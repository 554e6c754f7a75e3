/** Escapes a text so that as a pattern it matches itself, as Go's `regexp.QuoteMeta`. */
export function quoteMeta(text: string): string {
  return text.replaceAll(/[\\.+*?()|[\]{}^$]/g, String.raw`\$&`)
}
