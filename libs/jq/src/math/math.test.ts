import { describe, expect, test } from 'vitest'
import { besselJ, besselY } from './bessel.ts'
import { erf, erfc } from './erf.ts'
import { frexp, fused, ldexp, nextAfter, remainder, roundToEven } from './floats.ts'
import { gamma, logGamma } from './gamma.ts'

describe('identities that hold for all arguments', () => {
  const places = [0.1, 0.7, 1.3, 2.5, 4.8, 7.7, 11.2, 25.5, 59, 61, 120.25]

  test.each(places)('the gamma function goes from x to x + 1 by x = %s', (x) => {
    expect(logGamma(x + 1) - logGamma(x)).toBeCloseTo(Math.log(x), 11)
    expect(gamma(x + 1) / gamma(x) / x).toBeCloseTo(1, 12)
  })

  test.each(places)("the Bessel functions' Wronskian is 2/(pi x) at %s", (x) => {
    const wronskian = besselJ(1, x) * besselY(0, x) - besselJ(0, x) * besselY(1, x)
    expect((wronskian * Math.PI * x) / 2).toBeCloseTo(1, 11)
    expect(besselJ(1, x) * (2 / x) - besselJ(0, x)).toBeCloseTo(besselJ(2, x), 12)
  })

  test.each(places)('erf and erfc make 1 at %s', (x) => {
    expect(erf(x) + erfc(x)).toBeCloseTo(1, 14)
    expect(erf(-x)).toBe(-erf(x))
  })
})

test('floats come apart and together', () => {
  for (const x of [1, -0.1, 1e300, 5e-324, 2 ** -1030, 3.75]) {
    const [fraction, exponent] = frexp(x)
    expect(Math.abs(fraction)).toBeGreaterThanOrEqual(0.5)
    expect(ldexp(fraction, exponent)).toBe(x)
  }
  expect(nextAfter(1, 2)).toBe(1 + Number.EPSILON)
  expect(nextAfter(0, -1)).toBe(-Number.MIN_VALUE)
  expect(fused(0.1, 10, -1)).toBe(5.551115123125783e-17)
  expect([0.5, 1.5, 2.5, -0.5].map(roundToEven)).toEqual([0, 2, 2, -0])
  expect([remainder(5, 3), remainder(7, 2), remainder(-7, 2)]).toEqual([-1, -1, 1])
})
