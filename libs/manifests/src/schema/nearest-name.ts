const namesMax = 200
const lengthMax = 64

/** The known name that a misspelt one most likely means: at most two edits away, or one for short names. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  if (name.length > lengthMax) return undefined
  const folded = name.toLowerCase()
  let best: string | undefined
  let bestDistance = name.length <= 4 ? 2 : 3
  for (const candidate of known.slice(0, namesMax)) {
    if (Math.abs(candidate.length - name.length) >= bestDistance) continue
    const distance = editDistance(folded, candidate.toLowerCase())
    if (distance >= bestDistance) continue
    best = candidate
    bestDistance = distance
  }
  return best
}

/** Levenshtein: how many single-character insertions, deletions and replacements lie between two texts. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      current.push(Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, replaced))
    }
    previous = current
  }
  return previous[b.length] ?? 0
}
