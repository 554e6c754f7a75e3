import { Failure } from '../fault.ts'
import { shortestOf } from '@millrace/value'

/** value · 10^exponent, exactly. */
interface Exact {
  readonly value: bigint
  readonly exponent: number
}

export type Operation = 'add' | 'subtract' | 'multiply' | 'divide'

/** Places after the point that a quotient has. */
const quotientPlaces = 16

/** Folds numbers in decimal arithmetic, so that 0.1 + 0.2 is 0.3. */
export function foldDecimal(first: number, others: readonly number[], operation: Operation): number {
  let result = exactly(first)
  for (const other of others) result = apply(result, exactly(other), operation)
  return Number(`${result.value}e${result.exponent}`)
}

function exactly(number: number): Exact {
  if (!Number.isFinite(number)) {
    const shown = Number.isNaN(number) ? 'NaN' : number > 0 ? '+Inf' : '-Inf'
    throw new Failure(`Cannot create a Decimal from ${shown}`)
  }
  if (number === 0) return { value: 0n, exponent: 0 }
  const { digits, point } = shortestOf(Math.abs(number))
  const value = BigInt(digits)
  return { value: number < 0 ? -value : value, exponent: point - digits.length }
}

function apply(a: Exact, b: Exact, operation: Operation): Exact {
  if (operation === 'multiply') return { value: a.value * b.value, exponent: a.exponent + b.exponent }
  if (operation === 'divide') return divide(a, b)
  const exponent = Math.min(a.exponent, b.exponent)
  const left = a.value * 10n ** BigInt(a.exponent - exponent)
  const right = b.value * 10n ** BigInt(b.exponent - exponent)
  return { value: operation === 'add' ? left + right : left - right, exponent }
}

/** To so many places; halves go away from zero. */
function divide(a: Exact, b: Exact): Exact {
  if (b.value === 0n) throw new Failure('decimal division by 0')
  const shift = a.exponent - b.exponent + quotientPlaces
  const left = shift > 0 ? a.value * 10n ** BigInt(shift) : a.value
  const right = shift < 0 ? b.value * 10n ** BigInt(-shift) : b.value
  const quotient = left / right
  const rest = left % right
  const size = (value: bigint): bigint => (value < 0n ? -value : value)
  const exponent = -quotientPlaces
  if (size(rest) * 2n < size(right)) return { value: quotient, exponent }
  return { value: a.value < 0n === b.value < 0n ? quotient + 1n : quotient - 1n, exponent }
}
