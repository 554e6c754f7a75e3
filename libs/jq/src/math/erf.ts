/*
 * The error function: its power series near zero, a continued fraction further out.
 */
const seriesMax = 2.2

export function erf(x: number): number {
  if (Number.isNaN(x)) return x
  const size = Math.abs(x)
  const result = size < seriesMax ? series(size) : 1 - tail(size)
  return x < 0 || Object.is(x, -0) ? -result : result
}

export function erfc(x: number): number {
  if (Number.isNaN(x)) return x
  if (x < 0) return 2 - erfc(-x)
  return x < 0.5 ? 1 - series(x) : tail(x)
}

function series(x: number): number {
  let term = x
  let sum = x
  for (let n = 1; n < 200 && Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1)
    sum += term
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum
}

/** erfc for x of at least a half, by Lentz' method. */
function tail(x: number): number {
  if (x > 27.3) return 0
  const tiny = 1e-300
  let fraction = x
  let c = x
  let d = 0
  for (let n = 1; n < 2000; n++) {
    const a = n / 2
    d = 1 / (x + a * d || tiny)
    c = x + a / c || tiny
    const change = c * d
    fraction *= change
    if (Math.abs(change - 1) < 1e-16) break
  }
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction)
}
