import { JsonNumber, decodeJson } from '@millrace/value'
import { isMap } from './input.ts'

const relativeMax = 1e-12

/**
 * Whether two JSON texts are the same output: members in any order, integers by all their digits, other numbers within
 * 1e-12 of each other, `$float` as numbers (-0 is not 0), the pairs of a `$map` in any order.
 */
export function sameOutput(wanted: string, given: string): boolean {
  return same(decodeJson(wanted, { numbers: 'digits' }), decodeJson(given, { numbers: 'digits' }))
}

function same(a: unknown, b: unknown): boolean {
  if (a instanceof JsonNumber || b instanceof JsonNumber) {
    return a instanceof JsonNumber && b instanceof JsonNumber && sameNumber(String(a), String(b))
  }
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, at) => same(item, b[at]))
  if (!isMap(a) || !isMap(b)) return a === b
  const names = Object.keys(a)
  const [tag = ''] = names
  if (names.length !== Object.keys(b).length || !names.every((name) => Object.hasOwn(b, name))) return false
  if (names.length === 1 && tag === '$float') return sameFloat(String(a[tag]), String(b[tag]))
  if (names.length === 1 && tag === '$map') return samePairs(a[tag], b[tag])
  return names.every((name) => same(a[name], b[name]))
}

function sameNumber(a: string, b: string): boolean {
  const integer = /^-?\d+$/
  return integer.test(a) && integer.test(b) ? BigInt(a) === BigInt(b) : sameFloat(a, b)
}

function sameFloat(a: string, b: string): boolean {
  if (a === b) return true
  const [left, right] = [Number(a), Number(b)]
  if (!Number.isFinite(left) || !Number.isFinite(right)) return false
  if (left === 0 && right === 0) return Object.is(left, right)
  return Math.abs(left - right) <= relativeMax * Math.max(Math.abs(left), Math.abs(right))
}

function samePairs(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false
  const left = [...(b as unknown[])]
  return a.every((pair) => {
    const at = left.findIndex((other) => same(pair, other))
    if (at >= 0) left.splice(at, 1)
    return at >= 0
  })
}
