const short: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
}

/** A JSON string as Go writes it: `<`, `>`, `&`, U+2028 and U+2029 are escaped too, half surrogates are U+FFFD. */
export function quote(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what has to be escaped
  const escaped = text.replace(/["\\<>&\u2028\u2029\u0000-\u001f]/g, escape)
  return `"${escaped.toWellFormed()}"`
}

function escape(character: string): string {
  return short[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
