const powers: Readonly<Record<string, number>> = { '': 0, k: 1, m: 2, g: 3, t: 4, p: 5, e: 6 }

/**
 * Bytes of a size such as `1GB`, `512Mi`, `10k`, `1048576`, counted as nats-server does: a bare letter is a power of
 * 1000, a letter with B or i (`KB`, `Ki`, `KiB`) a power of 1024. Undefined when it is no size.
 */
export function parseByteSize(text: string): number | undefined {
  const match = /^(-?\d{1,18})\s*([kmgtpe]?)(i?b?)$/i.exec(text.trim())
  if (match === null) return undefined
  const [, digits = '', letter = '', suffix = ''] = match
  const power = powers[letter.toLowerCase()] ?? 0
  if (power === 0 && /i/i.test(suffix)) return undefined
  return Number(digits) * (suffix === '' ? 1000 : 1024) ** power
}
