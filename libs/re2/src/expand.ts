/** The groups of one match as a replacement template sees them: by number, and by name in the order they are written. */
export interface Captured {
  readonly groups: readonly (string | undefined)[]
  readonly names: readonly string[]
}

/** From here on digits are a name, as in Go. */
const numberMax = 1e9

/**
 * Fills in Go's replacement template: `$1`, `${1}`, `$name`, `${name}`, `$$`. A name is as long as letters, digits and
 * `_` go on, so `$1x` is the group `1x`; unknown groups are empty; a `$` that begins nothing stands for itself.
 */
export function expand(template: string, captured: Captured): string {
  let out = ''
  let at = 0
  for (;;) {
    const dollar = template.indexOf('$', at)
    if (dollar < 0) return out + template.slice(at)
    out += template.slice(at, dollar)
    at = dollar + 1
    if (template[at] === '$') {
      out += '$'
      at += 1
      continue
    }
    const reference = referenceAt(template, at)
    if (reference === undefined) {
      out += '$'
      continue
    }
    out += valueOf(reference.name, captured)
    at = reference.end
  }
}

function referenceAt(template: string, at: number): { readonly name: string; readonly end: number } | undefined {
  const braced = template[at] === '{'
  const from = braced ? at + 1 : at
  const word = /[\p{L}\p{Nd}_]+/uy
  word.lastIndex = from
  const name = word.exec(template)?.[0]
  if (name === undefined) return undefined
  const end = from + name.length
  if (!braced) return { name, end }
  return template[end] === '}' ? { name, end: end + 1 } : undefined
}

function valueOf(name: string, { groups, names }: Captured): string {
  // A number with a leading zero, or beyond the bound, is taken for a name.
  if (/^(?:0|[1-9][0-9]*)$/.test(name) && Number(name) < numberMax) return groups[Number(name)] ?? ''
  const index = names.findIndex((known, at) => known === name && groups[at] !== undefined)
  return index < 0 ? '' : (groups[index] ?? '')
}
