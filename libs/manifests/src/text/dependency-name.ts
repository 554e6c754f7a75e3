/** Words that the original’s condition language takes for itself. */
const reserved = new Set(
  (
    'in not and or let nil true false matches contains startsWith endsWith len all any one none map filter count if else ' +
    'abs now type int float string date duration first last max min sum mean median sort keys values trim upper lower ' +
    'split join replace repeat find get take fromJSON toJSON fromBase64 toBase64 toPairs fromPairs reduce groupBy'
  ).split(' '),
)

/** Why Argo Events cannot use a dependency name; undefined when it can. */
export function dependencyNameLimit(name: string): string | undefined {
  if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(name)) {
    return 'Argo Events takes only letters, digits, _ and - here, a letter first'
  }
  return reserved.has(name) ? `Argo Events cannot use the word ${name} as a dependency name` : undefined
}
