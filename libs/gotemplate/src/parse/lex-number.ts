import { isAlphaNumeric } from './alphanumeric.ts'
import type { Scanner } from './scanner.ts'

/** Reads a number or a complex one. What is wrong within it is found when its value is made. */
export function lexNumber(scanner: Scanner): void {
  let fits = scanNumber(scanner)
  const sign = scanner.source[scanner.at]
  const complex = fits && (sign === '+' || sign === '-')
  if (complex) fits = scanNumber(scanner) && scanner.source[scanner.at - 1] === 'i'
  if (fits) return scanner.emit(complex ? 'complex' : 'number')
  scanner.fail(`bad number syntax: ${JSON.stringify(scanner.source.slice(scanner.start, scanner.at))}`)
}

const decimal = /[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?i?/y
const prefixed: Readonly<Record<string, RegExp>> = {
  x: /[0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?i?/y,
  o: /[0-7_]*(?:\.[0-7_]*)?i?/y,
  b: /[01_]*(?:\.[01_]*)?i?/y,
}

function scanNumber(scanner: Scanner): boolean {
  const { source } = scanner
  if (/[+-]/.test(source[scanner.at] ?? '')) scanner.at++
  let shape = decimal
  if (source[scanner.at] === '0') {
    const own = prefixed[(source[scanner.at + 1] ?? '').toLowerCase()]
    scanner.at += own === undefined ? 1 : 2
    shape = own ?? decimal
  }
  shape.lastIndex = scanner.at
  scanner.at += shape.exec(source)?.[0].length ?? 0
  const next = scanner.peek()
  if (!isAlphaNumeric(next)) return true
  scanner.at += next.length
  return false
}
