const integer = /^([-+]?)(?:(0x[0-9a-f]+)|(0b[01]+)|0o?([0-7]+)|(0|[1-9]\d*))$/i
const decimal = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:e[-+]?\d+)?$/i
const infinite = /^([-+]?)\.(?:inf|Inf|INF)$/
const notANumber = /^\.(?:nan|NaN|NAN)$/

const int64Min = -(2n ** 63n)
const uint64Max = 2n ** 64n - 1n

/** The integer that a plain YAML scalar is, where a double does not hold it and Go's int64 or uint64 does. */
export function parseLargeInteger(text: string): bigint | undefined {
  const plain = text.replaceAll('_', '')
  const whole = integer.exec(plain)
  if (whole === null || Number.isSafeInteger(parseYamlNumber(text))) return undefined
  const [, sign, hex, binary, octal, digits = ''] = whole
  const size = BigInt(hex ?? binary ?? (octal === undefined ? digits : `0o${octal}`))
  const value = sign === '-' ? -size : size
  return value >= int64Min && value <= uint64Max ? value : undefined
}

/**
 * The number that a plain YAML scalar is to Kubernetes, or undefined when it is text: `0777`, `0o17`, `0x1F`, `0b1`,
 * `1_000`, `.5`, `1.`, `1e3`, `.inf`; but not `.`, `e1`, `1.2.3`, `1:20`, nor what no double can hold.
 */
export function parseYamlNumber(text: string): number | undefined {
  const plain = text.replaceAll('_', '')
  const whole = integer.exec(plain)
  if (whole !== null) {
    const [, sign, hex, binary, octal, digits = ''] = whole
    const value = Number(hex ?? binary ?? (octal === undefined ? digits : `0o${octal}`))
    return sign === '-' && value !== 0 ? -value : value
  }
  if (decimal.test(plain)) {
    const value = Number(plain)
    return Number.isFinite(value) ? value : undefined
  }
  const boundless = infinite.exec(plain)
  if (boundless !== null) return boundless[1] === '-' ? -Infinity : Infinity
  return notANumber.test(plain) ? Number.NaN : undefined
}
