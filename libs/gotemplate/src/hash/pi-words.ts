/** So many 32-bit words of the fraction of pi, from which Blowfish takes its tables. */
export function piWords(count: number): Uint32Array {
  const guard = 64n
  const bits = BigInt(count * 32)
  const one = 1n << (bits + guard)
  // Machin: pi = 16 atan(1/5) - 4 atan(1/239)
  const fraction = ((16n * arcTangent(5n, one) - 4n * arcTangent(239n, one)) >> guard) & ((1n << bits) - 1n)
  const digits = fraction.toString(16).padStart(count * 8, '0')
  return Uint32Array.from({ length: count }, (_, at) => Number.parseInt(digits.slice(at * 8, at * 8 + 8), 16))
}

/** atan(1/n), scaled. */
function arcTangent(n: bigint, one: bigint): bigint {
  const square = n * n
  let power = one / n
  let sum = power
  for (let divisor = 3n, sign = -1n; power !== 0n; divisor += 2n, sign = -sign) {
    power /= square
    sum += (sign * power) / divisor
  }
  return sum
}
