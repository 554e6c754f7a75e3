const decimal = /^[+-]?(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)(?:[eE][+-]?[0-9][0-9_]*)?$/
const hexadecimal = /^([+-]?)0[xX]([0-9a-fA-F_]*)(?:\.([0-9a-fA-F]*))?[pP]([+-]?[0-9]+)$/
const misplacedUnderscore = /(?:^|[^0-9a-fA-FxX])_|_(?:$|[^0-9a-fA-F])/

/** Reads a number as Go's `ParseFloat`: also `1_000`, hexadecimal floats, `inf` and `nan`; undefined when it is none. */
export function parseFloatText(text: string): number | undefined {
  if (/^nan$/i.test(text)) return Number.NaN
  if (/^[+-]?inf(?:inity)?$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity
  if (misplacedUnderscore.test(text)) return undefined
  const value = decimal.test(text) ? Number(text.replaceAll('_', '')) : hexFloat(text)
  // What is too large for a float64 is an error, not infinity.
  return value === undefined || !Number.isFinite(value) ? undefined : value
}

function hexFloat(text: string): number | undefined {
  const match = hexadecimal.exec(text)
  if (match === null) return undefined
  const [, sign, whole = '', fraction = '', exponent = ''] = match
  const digits = `${whole}${fraction}`.replaceAll('_', '')
  if (digits === '') return undefined
  const power = Number(exponent) - 4 * fraction.length
  const half = Math.trunc(power / 2)
  // Two steps: the whole power may overflow where the product does not.
  const size = Number(BigInt(`0x${digits}`)) * 2 ** half * 2 ** (power - half)
  return sign === '-' ? -size : size
}
