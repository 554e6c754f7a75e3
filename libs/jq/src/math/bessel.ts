/*
 * Bessel functions of whole order: by downward recurrence (Miller), Neumann's series and, far out, Hankel's expansion.
 */
const farFrom = 60
const orderMax = 2000

/** The function of the first kind. */
export function besselJ(order: number, x: number): number {
  if (Number.isNaN(x)) return x
  if (!Number.isFinite(x)) return 0
  const n = Math.abs(order)
  const isOddFlip = n % 2 === 1 && order < 0 !== x < 0
  const size = Math.abs(x)
  const result = size > farFrom && size > n * n ? hankel(n, size).first : (downward(n, size)[n] ?? 0)
  return isOddFlip ? -result : result
}

/** The function of the second kind; below zero it is not there. */
export function besselY(order: number, x: number): number {
  if (Number.isNaN(x) || x < 0) return Number.NaN
  if (x === Infinity) return 0
  const n = Math.abs(order)
  const sign = order < 0 && n % 2 === 1 ? -1 : 1
  if (x === 0) return -Infinity * sign
  if (n > orderMax) return -Infinity * sign
  const isFar = x > farFrom
  let [below, above] = isFar ? [hankel(0, x).second, hankel(1, x).second] : firstTwo(x)
  if (n === 0) return below
  for (let k = 1; k < n; k++) [below, above] = [above, ((2 * k) / x) * above - below]
  return sign * above
}

/** J0 … of x, none of them by cancellation; as many as are wanted, at least so many that the rest is nothing. */
function downward(order: number, x: number): readonly number[] {
  if (x === 0) return [1]
  if (order > orderMax) return []
  const start = 2 * Math.ceil((Math.max(order, Math.ceil(x)) + 30 + Math.sqrt(60 * Math.max(order, x, 1))) / 2)
  const values: number[] = Array.from({ length: start + 1 }, () => 0)
  let [above, here] = [0, 1e-280]
  let norm = 0
  for (let k = start; k >= 0; k--) {
    values[k] = here
    if (k % 2 === 0) norm += k === 0 ? here : 2 * here
    const below = ((2 * k) / x) * here - above
    ;[above, here] = [here, below]
    if (Math.abs(here) < 1e250) continue
    // Nothing is lost by making all of them smaller: what vanishes counts for nothing.
    above *= 1e-250
    here *= 1e-250
    norm *= 1e-250
    for (let at = k; at <= start; at++) values[at] = (values[at] ?? 0) * 1e-250
  }
  return values.map((value) => value / norm)
}

const eulerGamma = 0.5772156649015329

/** Y0 and Y1 by Neumann's series. */
function firstTwo(x: number): [number, number] {
  const j = downward(2, x)
  const at = (k: number): number => j[k] ?? 0
  const logarithm = Math.log(x / 2) + eulerGamma
  let [first, second] = [logarithm * at(0), (logarithm - 1) * at(1)]
  for (let k = 1; 2 * k + 1 < j.length; k++) {
    const sign = k % 2 === 0 ? 1 : -1
    first -= (2 * sign * at(2 * k)) / k
    second -= (sign * (1 + 2 * k) * at(2 * k + 1)) / (k * (k + 1))
  }
  return [(2 / Math.PI) * first, (2 / Math.PI) * (second - at(0) / x)]
}

/** Both functions for an x that is great beside the order. */
function hankel(n: number, x: number): { readonly first: number; readonly second: number } {
  const mu = 4 * n * n
  let [p, q] = [1, 0]
  let term = 1
  for (let k = 1; k < 40; k++) {
    const next = (term * (mu - (2 * k - 1) ** 2)) / (k * 8 * x)
    if (Math.abs(next) > Math.abs(term) || next === 0) break
    term = next
    if (k % 2 === 1) q += (k % 4 === 1 ? 1 : -1) * term
    else p += (k % 4 === 2 ? -1 : 1) * term
    if (Math.abs(term) < 1e-17) break
  }
  const { cosine, sine } = turned(x, n)
  const scale = Math.sqrt(2 / Math.PI) / Math.sqrt(x)
  return { first: scale * (p * cosine - q * sine), second: scale * (p * sine + q * cosine) }
}

/** Of x - (n/2 + 1/4)·π, without calculating that: for a great x it would be far off. */
function turned(x: number, n: number): { readonly cosine: number; readonly sine: number } {
  const [c, s] = [Math.cos(x), Math.sin(x)]
  const [cosine, sine] = [(c + s) / Math.SQRT2, (s - c) / Math.SQRT2]
  const quarters = n % 4
  if (quarters === 0) return { cosine, sine }
  if (quarters === 1) return { cosine: sine, sine: -cosine }
  return quarters === 2 ? { cosine: -cosine, sine: -sine } : { cosine: -sine, sine: cosine }
}
