import { describe, expect, test } from 'vitest'
import { parseText } from './parse.ts'
import { toBool, toFloat, toInt, toStr } from './convert.ts'

/** The original's answers for texts that are hardly JSON, too. */
const answers: readonly (readonly [raw: string, string: string, float: number, int: bigint, bool: boolean])[] = [
  ['12345678901234567890', '12345678901234567890', 12345678901234567000, -6101065172474983726n, true],
  ['18446744073709551617', '18446744073709551617', 18446744073709551616, 1n, true],
  ['1.50', '1.5', 1.5, 1n, true],
  ['1e21', '1000000000000000000000', 1e21, -9223372036854775808n, true],
  ['1e-7', '0.0000001', 1e-7, 0n, true],
  ['-1.5e-9', '-0.0000000015', -1.5e-9, 0n, true],
  ['-0', '-0', -0, 0n, false],
  ['1e400', '+Inf', Infinity, -9223372036854775808n, true],
  ['+infinity', '+Inf', Infinity, -9223372036854775808n, true],
  ['nan', 'NaN', Number.NaN, -9223372036854775808n, true],
  ['1_000', '1000', 1000, 1000n, true],
  ['1_', '0', 0, 0n, false],
  ['0x1p-2', '0.25', 0.25, 0n, true],
  ['0x.8p1_0', '512', 512, 512n, true],
  ['-', '-', 0, 0n, false],
  ['"-12"', '-12', -12, -12n, false],
  ['"TRUE"', 'TRUE', 0, 0n, true],
  ['"0x10p0"', '0x10p0', 16, 0n, false],
  ['"a\\ud83d\\ude00\\ud83d"', 'a😀\ufffd', 0, 0n, false],
  ['"cut\\x here"', 'cut', 0, 0n, false],
  ['true', 'true', 1, 1n, true],
  ['false', 'false', 0, 0n, false],
  ['null', '', 0, 0n, false],
  ['[ 1 ]', '[ 1 ]', 0, 0n, false],
]

describe('conversions', () => {
  test.each(answers)('%s', (raw, string, float, int, bool) => {
    const result = parseText(raw)
    expect({ string: toStr(result), float: toFloat(result), int: toInt(result), bool: toBool(result) }).toEqual({
      string,
      float,
      int,
      bool,
    })
  })
})
