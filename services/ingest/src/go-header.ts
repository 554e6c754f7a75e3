import { compareUtf8, quoteJson } from '@millrace/value'
import { goHeaderText } from './go-text.ts'

/** Names kept in canonical form at most; clients use few, an attacker's many are computed each time. */
const canonicalNamesMax = 1_000
const canonicalNames = new Map<string, string>()

/** What Argo Events puts in the place of the credentials. */
const mask = '["*** Masked Auth Secret ***"]'

/**
 * Writes a request's headers as Go's `http.Header` is encoded: an object of canonical names, sorted, each with an array of
 * its values in order. `Host` and `Transfer-Encoding` are not in it; `Authorization` is masked, and `secretName` too.
 */
export function headerJson(rawHeaders: readonly string[], secretName = 'Authorization'): string {
  const values = new Map<string, string>()
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = canonicalName(rawHeaders[index] ?? '')
    if (name === 'Host' || name === 'Transfer-Encoding') continue
    const value = quoteJson(goHeaderText(rawHeaders[index + 1] ?? ''))
    const before = values.get(name)
    values.set(name, before === undefined ? value : `${before},${value}`)
  }
  const names = [...values.keys()].sort(compareUtf8)
  let json = ''
  for (const name of names) {
    const isSecret = name === 'Authorization' || name === secretName
    const array = isSecret ? mask : `[${values.get(name) ?? ''}]`
    json += `${json === '' ? '{' : ','}"${name}":${array}`
  }
  return json === '' ? '{}' : `${json}}`
}

/** `x-github-event` → `X-Github-Event`: Go's canonical form. node:http lets only tokens through, so no check is needed. */
export function canonicalName(name: string): string {
  const known = canonicalNames.get(name)
  if (known !== undefined) return known
  const canonical = name.toLowerCase().replaceAll(/(?:^|-)[a-z]/gu, (start) => start.toUpperCase())
  if (canonicalNames.size < canonicalNamesMax) canonicalNames.set(name, canonical)
  return canonical
}
