/** No pattern counts for more than this. */
const weightMax = 10_000

/**
 * About how many states of the automaton a pattern may be in at once: its length, with counted repeats multiplied out.
 * Too high rather than too low.
 */
export function patternWeight(pattern: string): number {
  let repeats = 1
  for (const [, least = '0', most = ''] of pattern.matchAll(/\{(\d{1,4})(?:,(\d{0,4}))?\}/g)) {
    repeats = Math.min(weightMax, repeats * Math.max(1, Number(least), Number(most)))
  }
  return Math.min(weightMax, Math.max(1, pattern.length * repeats))
}

/**
 * Whether a search may have to read far beyond a match to know that there is no better one, as `x.*y|x` does: it takes
 * an endless repeat, and a choice that it can be part of.
 */
export function isFarSighted(pattern: string): boolean {
  const isEndless = /[*+]|\{\d*,\}/.test(pattern)
  return isEndless && /\||\)[?*+{]/.test(pattern)
}
