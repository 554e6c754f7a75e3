/** A path, read: names, `*` for any one, `**` for any number of them. */
export type RedactPath = readonly Segment[]

type Segment = { readonly kind: 'name'; readonly name: string } | { readonly kind: 'any' } | { readonly kind: 'many' }

/** Places of paths that a value stands at: which path, and how many of its segments are met. */
export type PathState = readonly (readonly [path: RedactPath, met: number])[]

/** Reads `body.card.*.number`; a backslash takes the next character as it is. */
export function readPath(text: string): RedactPath {
  const parts: { text: string; isPlain: boolean }[] = [{ text: '', isPlain: true }]
  for (let at = 0; at < text.length; at += 1) {
    const last = parts.at(-1)
    const char = text[at] ?? ''
    if (char === '.') parts.push({ text: '', isPlain: true })
    else if (last !== undefined && char === '\\' && at + 1 < text.length) {
      at += 1
      last.text += text[at]
      last.isPlain = false
    } else if (last !== undefined) last.text += char
  }
  return parts.map(({ text: name, isPlain }): Segment => {
    if (isPlain && name === '*') return { kind: 'any' }
    return isPlain && name === '**' ? { kind: 'many' } : { kind: 'name', name }
  })
}

/** Where paths stand at the root. */
export const pathsAtRoot = (paths: readonly RedactPath[]): PathState => paths.map((path) => [path, 0] as const)

/** Where they stand one level down, under a name. */
export function step(state: PathState, name: string): PathState {
  const next: (readonly [RedactPath, number])[] = []
  for (const [path, met] of state) {
    for (let at = met; at < path.length; at += 1) {
      const segment = path[at]
      if (segment?.kind === 'many') {
        // It takes this name in and goes on, or is passed over. At the end it stands for everything below.
        next.push([path, at === path.length - 1 ? path.length : at])
        continue
      }
      if (segment?.kind === 'any' || segment?.name === name) next.push([path, at + 1])
      break
    }
  }
  return next
}

/** Whether a whole path is met. */
export function isMet(state: PathState): boolean {
  return state.some(([path, met]) => met === path.length)
}
