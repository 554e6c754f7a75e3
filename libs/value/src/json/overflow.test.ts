import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hasOverflow } from './overflow.ts'

const digits = fc.integer({ min: 1, max: 420 }).chain((count) => fc.constantFrom('1'.repeat(count), '9'.repeat(count)))
const fractions = fc.oneof(
  fc.constant(''),
  digits.map((text) => `.${text}`),
)
const exponents = fc.oneof(
  fc.constant(''),
  fc.tuple(fc.constantFrom('e', 'E', 'e+', 'e-', 'e000', 'E+0'), fc.nat(420)).map(([sign, size]) => `${sign}${size}`),
)
const numbers = fc.tuple(fc.constantFrom('', '-'), digits, fractions, exponents).map((parts) => parts.join(''))

describe('whether a number is beyond float64', () => {
  test('is known exactly, wherever the number stands', () => {
    fc.assert(
      fc.property(fc.array(numbers, { minLength: 1, maxLength: 4 }), fc.nat(450), (list, indent) => {
        const isBeyond = list.some((text) => !Number.isFinite(Number(text)))
        expect(hasOverflow(`${' '.repeat(indent)}[${list.join(',')}]`)).toBe(isBeyond)
        expect(hasOverflow(`{"a":${list.join(` ,${' '.repeat(indent)}"b" : `)}}`)).toBe(isBeyond)
      }),
      { numRuns: 2000 },
    )
  })

  test.each(['1e400', '-1E+400', '1e0309', '9'.repeat(400), `1${'0'.repeat(250)}e99`])('%s is beyond', (text) => {
    expect(hasOverflow(text)).toBe(true)
  })

  test('commit hashes and long digits in strings are none', () => {
    expect(hasOverflow('{"sha":"3e1234ab90","after":"00e99912","id":"1e400"}')).toBe(false)
    expect(hasOverflow(`{"pad":"${'7'.repeat(2000)}"}`)).toBe(false)
  })

  test('a text made to look like exponents all over is read through once', () => {
    expect(hasOverflow(`"${'1e999'.repeat(400_000)}"`)).toBe(false)
    expect(hasOverflow(`"${`${'1'.repeat(199)}x`.repeat(10_000)}"`)).toBe(false)
  })
})
