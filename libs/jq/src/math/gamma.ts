/*
 * The gamma function by Lanczos' approximation (g = 607/128, 15 terms), and its logarithm by Stirling's series.
 */
const g = 607 / 128
const terms = [
  0.9999999999999971, 57.15623566586292, -59.59796035547549, 14.136097974741746, -0.4919138160976202,
  3.399464998481189e-5, 4.652362892704858e-5, -9.837447530487956e-5, 0.0001580887032249125, -0.00021026444172410488,
  0.00021743961811521265, -0.0001643181065367639, 8.441822398385275e-5, -2.6190838401581408e-5, 3.6899182659531625e-6,
]
/** Whole numbers up to here have a factorial that is a float64. */
const factorialMax = 170

export function gamma(x: number): number {
  if (Number.isNaN(x) || x === -Infinity) return Number.NaN
  if (x === Infinity) return x
  if (x === 0) return Object.is(x, -0) ? -Infinity : Infinity
  if (Number.isInteger(x)) return x < 0 ? Number.NaN : x > factorialMax + 1 ? Infinity : factorial(x - 1)
  if (x < 0.5) return Math.PI / (Math.sin(Math.PI * x) * gamma(1 - x))
  const t = x - 1 + g + 0.5
  // In two halves: the power alone may be too great.
  const half = t ** ((x - 0.5) / 2)
  return Math.sqrt(2 * Math.PI) * half * Math.exp(-t) * half * series(x - 1)
}

function series(x: number): number {
  return terms.reduce((sum, term, at) => (at === 0 ? term : sum + term / (x + at)), 0)
}

function factorial(n: number): number {
  let product = 1
  for (let factor = 2; factor <= n; factor++) product *= factor
  return product
}

const stirling = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156]

/** The logarithm of the gamma function's size. */
export function logGamma(x: number): number {
  if (Number.isNaN(x)) return x
  if (!Number.isFinite(x)) return Infinity
  if (x <= 0) {
    if (Number.isInteger(x)) return Infinity
    return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * x))) - logGamma(1 - x)
  }
  if (x === 1 || x === 2) return 0
  if (x < 15) return Math.log(Math.abs(gamma(x)))
  const inverse = 1 / (x * x)
  let sum = 0
  for (const term of stirling.toReversed()) sum = sum * inverse + term
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + sum / x
}
