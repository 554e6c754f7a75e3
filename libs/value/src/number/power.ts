/** Go's `math.Pow`, which differs from JavaScript's where one of the two is 1. */
export function power(base: number, exponent: number): number {
  if (base === 1 || (base === -1 && (exponent === Infinity || exponent === -Infinity))) return 1
  return base ** exponent
}
