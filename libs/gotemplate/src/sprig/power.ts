/** Go's `math.Pow(10, n)`, which is made by squaring and so differs from JavaScript's in the last digit. */
export function powerOfTen(exponent: number): number {
  if (exponent === 0) return 1
  if (Math.abs(exponent) > 400) return exponent > 0 ? Infinity : 0
  // 10 is 0.625 · 2^4; the powers of two are kept apart.
  let product = 1
  let productShift = 0
  let square = 0.625
  let shift = 4
  for (let left = Math.abs(exponent); left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) {
      product *= square
      productShift += shift
    }
    square *= square
    shift *= 2
    if (square < 0.5) {
      square += square
      shift--
    }
  }
  if (exponent < 0) return scale(1 / product, -productShift)
  return scale(product, productShift)
}

function scale(value: number, shift: number): number {
  const half = Math.trunc(shift / 2)
  return value * 2 ** half * 2 ** (shift - half)
}
