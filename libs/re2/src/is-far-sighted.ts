/**
 * Whether a search may have to read far beyond a match to know that there is no better one, as `x.*y|x` does: it takes
 * an endless repeat, and a choice that it can be part of.
 */
export function isFarSighted(pattern: string): boolean {
  const isEndless = /[*+]|\{\d*,\}/.test(pattern)
  return isEndless && /\||\)[?*+{]/.test(pattern)
}
