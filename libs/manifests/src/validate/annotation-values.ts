/** Reads names separated by commas; `*` among them, or `true` alone, means all. */
export function readNames(value: string): '*' | readonly string[] {
  if (value.trim() === 'true') return '*'
  if (value.trim() === 'false') return []
  const names = value.split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]))
  return names.includes('*') ? '*' : names
}

const callsMaxMax = 10_000

/** Reads `8`, or `name=8, other=2`; `*` stands for all others. Undefined where it is neither. */
export function readCallsMax(value: string): ReadonlyMap<string, number> | undefined {
  const read = new Map<string, number>()
  for (const part of value.split(',')) {
    const [left = '', right] = part.split('=', 2).map((side) => side.trim())
    const number = right ?? left
    const name = right === undefined ? '*' : left
    if (!/^\d{1,5}$/u.test(number) || name === '') return undefined
    const calls = Number(number)
    if (calls < 1 || calls > callsMaxMax) return undefined
    read.set(name, calls)
  }
  return read
}
