import { expect, test } from 'vitest'
import { fingerprintOf } from './fingerprint.ts'

test('the same values give the same fingerprint, whatever the order of members', () => {
  expect(fingerprintOf({ a: 1, b: { c: 2, d: 3 } }, Buffer.from('x'))).toBe(
    fingerprintOf({ b: { d: 3, c: 2 }, a: 1 }, Buffer.from('x')),
  )
})

test('other values give another', () => {
  const all = [
    fingerprintOf({ a: 1 }),
    fingerprintOf({ a: '1' }),
    fingerprintOf({ a: 1 }, undefined),
    fingerprintOf([{ a: 1 }]),
    fingerprintOf('ab', 'c'),
    fingerprintOf('a', 'bc'),
    fingerprintOf(Buffer.from('ab')),
    fingerprintOf({ a: Buffer.from('ab') }),
    fingerprintOf({ a: Buffer.from('ac') }),
    fingerprintOf({ a: [Buffer.from('ac')] }),
  ]
  expect(new Set(all).size).toBe(all.length)
})

test('a fingerprint holds nothing of what it is made of', () => {
  const fingerprint = fingerprintOf({ password: 'canary-7f3a' })
  expect(fingerprint).not.toContain('canary')
  expect(fingerprint).toHaveLength(44)
})
