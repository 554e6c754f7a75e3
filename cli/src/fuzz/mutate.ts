/** Numbers in [0, 1), the same for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const repeatsMax = 20_000
const signs = Array.from('()[]{}.,:;|&!?*+-/%^$#@"\'`\\<>=~ \n\t09aZé\u0000\ud800')

/** A text with a piece of it repeated, cut out, nested, or changed; `other` lends pieces of its own. */
export function mutated(text: string, other: string, random: () => number): string {
  const at = Math.floor(random() * (text.length + 1))
  const size = Math.floor(random() * 12)
  const piece = text.slice(at, at + size)
  const choices = [
    () => text.slice(0, at) + pick(signs, random) + text.slice(at),
    () => text.slice(0, at) + text.slice(at + size),
    () => text.slice(0, at) + other.slice(0, Math.floor(random() * other.length)) + text.slice(at),
    () => text.slice(0, at) + piece.repeat(Math.floor(random() * 40)) + text.slice(at),
    () => pick(signs, random).repeat(Math.floor(random() ** 4 * repeatsMax)) + text,
    () => text.slice(0, at) + `${random() < 0.5 ? -1 : 1}${'9'.repeat(Math.floor(random() * 30))}` + text.slice(at),
  ]
  return pick(choices, random)()
}

function pick<T>(items: readonly T[], random: () => number): T {
  const item = items[Math.floor(random() * items.length)]
  if (item === undefined) throw new RangeError('there is nothing to pick from')
  return item
}
