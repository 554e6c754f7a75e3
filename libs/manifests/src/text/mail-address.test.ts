import { expect, test } from 'vitest'
import { isMailAddress } from './mail-address.ts'

test.each([
  ['ann@example.com', true],
  ['ann+tag@example.photography', true],
  ['ann@localhost', true],
  ['ann@münchen.example', true],
  ['ann', false],
  ['@example.com', false],
  ['ann@', false],
  ['ann@example.com\r\nBcc: eve', false],
  ['Ann <ann@example.com>', false],
  [`${'a'.repeat(400)}@example.com`, false],
])('%j is an address: %s', (text, expected) => expect(isMailAddress(text)).toBe(expected))
