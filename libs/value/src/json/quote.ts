const named: Readonly<Record<string, string>> = {
  '"': String.raw`\"`,
  '\\': '\\\\',
  '\b': String.raw`\b`,
  '\f': String.raw`\f`,
  '\n': String.raw`\n`,
  '\r': String.raw`\r`,
  '\t': String.raw`\t`,
}

/** Printable ASCII but `"`, `&`, `<`, `>` and `\`. */
const plain = /^[ !#-%'-;=?-[\]-~]*$/
// oxlint-disable-next-line no-control-regex -- control characters are what has to be escaped
const special = /["\\\u0000-\u001f\u2028\u2029\ud800-\udfff]/gu
// oxlint-disable-next-line no-control-regex -- control characters are what has to be escaped
const specialOrHtml = /["\\\u0000-\u001f<>&\u2028\u2029\ud800-\udfff]/gu

/**
 * A JSON string as Go writes it: U+2028 and U+2029 are escaped, and so are `<`, `>` and `&` unless `html` is false. Half of
 * a surrogate pair stands for a byte that belongs to no character and is written `\ufffd`.
 */
export function quoteJson(text: string, html = true): string {
  if (plain.test(text)) return `"${text}"`
  return `"${text.replaceAll(html ? specialOrHtml : special, escapeOf)}"`
}

function escapeOf(character: string): string {
  const short = named[character]
  if (short !== undefined) return short
  const code = character.charCodeAt(0)
  return code >= 0xd800 && code <= 0xdfff ? String.raw`\ufffd` : `\\u${code.toString(16).padStart(4, '0')}`
}

const goEscapes = /[<>&\u2028\u2029]/g

/** Escapes in JSON text what Go escapes beyond JSON.stringify: these characters stand in strings only. */
export function escapeHtml(json: string): string {
  return json.replace(goEscapes, escapeOf)
}
