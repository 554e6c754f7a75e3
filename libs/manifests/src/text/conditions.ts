/** The dependency names that conditions use, in order and each once; or what is wrong and with which word. */
export type ConditionNames =
  | { readonly kind: 'names'; readonly names: readonly string[] }
  | { readonly kind: 'fault'; readonly message: string; readonly remedy?: string }

const textMax = 10_000
const tokens = /\s*(&&|\|\||[()]|"[^"]*"|'[^']*'|[^\s()&|]+|[&|])/y
const comments = /\/\*[\s\S]*?\*\/|\/\/[^\n]*/g

/**
 * Checks `(a && b) || c` for its syntax. The evaluation itself is the sensor library's; here only the names matter, so
 * that an unknown one can be pointed at.
 */
export function conditionNames(written: string): ConditionNames {
  if (written.length > textMax)
    return { kind: 'fault', message: `conditions are longer than ${String(textMax)} characters` }
  // Comments and quotes are no part of the documented language, but the original takes them.
  const text = written.replaceAll(comments, ' ')
  const names = new Set<string>()
  let open = 0
  let wantsName = true
  tokens.lastIndex = 0
  for (let match = tokens.exec(text); match !== null; match = tokens.exec(text)) {
    const token = match[1] ?? ''
    if (token === '(' || isName(token)) {
      if (!wantsName)
        return { kind: 'fault', message: `expected && or || before ${JSON.stringify(token)}`, ...hint(token) }
      if (token === '(') open += 1
      else {
        const fault = nameFault(token)
        if (fault !== undefined) return fault
        names.add(unquoted(token))
        wantsName = false
      }
      continue
    }
    if (token === '&' || token === '|')
      return { kind: 'fault', message: `a single ${token}`, remedy: `write ${token}${token}` }
    if (wantsName) return { kind: 'fault', message: `expected a dependency name before ${JSON.stringify(token)}` }
    if (token !== ')') wantsName = true
    else if (open === 0) return { kind: 'fault', message: 'a ) without its (' }
    else open -= 1
  }
  if (wantsName) return { kind: 'fault', message: 'expected a dependency name at the end' }
  return open > 0 ? { kind: 'fault', message: 'a ( without its )' } : { kind: 'names', names: [...names] }
}

function isName(token: string): boolean {
  return !['&&', '||', ')', '(', '&', '|'].includes(token)
}

function nameFault(token: string): ConditionNames | undefined {
  if (unquoted(token) !== '' && /^[\p{L}\p{N}_.-]+$/u.test(unquoted(token))) return undefined
  return { kind: 'fault', message: `${JSON.stringify(token)} is not a dependency name`, ...hint(token) }
}

function hint(token: string): { readonly remedy?: string } {
  const word = token.toLowerCase()
  if (word === 'and') return { remedy: 'write &&' }
  if (word === 'or') return { remedy: 'write ||' }
  return token.startsWith('!') ? { remedy: 'conditions have no negation' } : {}
}

function unquoted(token: string): string {
  return /^(["']).*\1$/s.test(token) ? token.slice(1, -1) : token
}
