/** The first primes, whose roots give the constants of SHA-2. */
export function primes(count: number): number[] {
  const found: number[] = []
  for (let candidate = 2; found.length < count; candidate++) {
    if (found.every((prime) => candidate % prime !== 0)) found.push(candidate)
  }
  return found
}

/** The first 64 bits of the fraction of a prime's root: the square root for 2, the cube root for 3. */
export function rootFraction(prime: number, degree: 2 | 3): bigint {
  const scaled = BigInt(prime) << BigInt(64 * degree)
  let low = 0n
  let high = 1n << 72n
  while (low < high) {
    const middle = (low + high + 1n) / 2n
    if (middle ** BigInt(degree) <= scaled) low = middle
    else high = middle - 1n
  }
  return BigInt.asUintN(64, low)
}
