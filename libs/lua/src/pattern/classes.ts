import type { CharClass } from './program.ts'

const a = 97
const f = 102
const z = 122

function between(low: number, high: number): CharClass {
  return (byte) => byte >= low && byte <= high
}

const isDigit = between(48, 57)
const isUpper = between(65, 90)
const isLower = between(a, z)

const named: Readonly<Record<string, CharClass>> = {
  a: (byte) => isUpper(byte) || isLower(byte),
  c: (byte) => byte <= 31 || byte === 127,
  d: isDigit,
  l: isLower,
  p: (byte) =>
    (byte >= 33 && byte <= 47) ||
    (byte >= 58 && byte <= 64) ||
    (byte >= 91 && byte <= 96) ||
    (byte >= 123 && byte <= 126),
  s: (byte) => byte === 32 || (byte >= 9 && byte <= 13),
  u: isUpper,
  w: (byte) => isDigit(byte) || isUpper(byte) || isLower(byte),
  x: (byte) => isDigit(byte) || (byte >= 65 && byte <= 70) || (byte >= a && byte <= f),
  z: (byte) => byte === 0,
}

/** What `%` and a letter stand for; an upper-case letter for the opposite, and any other byte for itself. */
export function classOf(byte: number): CharClass {
  const letter = byte < 0 ? '' : String.fromCharCode(byte)
  const positive = named[letter.toLowerCase()]
  if (positive === undefined || !isLetter(byte)) return (each) => each === byte
  return isUpper(byte) ? (each) => !positive(each) : positive
}

function isLetter(byte: number): boolean {
  return isUpper(byte) || isLower(byte)
}
