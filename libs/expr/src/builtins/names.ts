import type { Dialect } from '../dialect.ts'

const names = new Set(
  `all none any one filter map find findIndex findLast findLastIndex count sum groupBy sortBy reduce len type abs ceil
  floor round int float string trim trimPrefix trimSuffix upper lower split splitAfter replace repeat join indexOf
  lastIndexOf hasPrefix hasSuffix max min mean median toJSON fromJSON toBase64 fromBase64 now duration date timezone
  first last get take keys values toPairs fromPairs reverse uniq concat flatten sort bitand bitor bitxor bitnand bitshl
  bitshr bitushr bitnot`.split(/\s+/),
)

/** What v1.15 does not have. */
const modernOnly = new Set(
  'timezone reverse uniq concat flatten bitand bitor bitxor bitnand bitshl bitshr bitushr bitnot'.split(' '),
)

export function isBuiltin(name: string, dialect: Dialect): boolean {
  return names.has(name) && (dialect.modern || !modernOnly.has(name))
}
