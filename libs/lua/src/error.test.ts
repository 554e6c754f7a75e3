import { describe, expect, test } from 'vitest'
import { LuaError } from './error.ts'
import { compileFilter, compileTransform } from './language.ts'

function failure(action: () => unknown): LuaError {
  try {
    action()
  } catch (error) {
    if (error instanceof LuaError) return error
    throw error
  }
  throw new Error('nothing went wrong')
}

describe('a script that does not compile', () => {
  test('says where, and shows it', () => {
    const error = failure(() => compileFilter('local x = 1\nreturn "é" + ) x'))
    expect(error).toMatchObject({
      stage: 'compile',
      code: 'syntax',
      line: 2,
      column: 14,
      reason: "syntax error near ')'",
    })
    expect(error.message).toBe(`syntax error near ')' (2:14)\n | return "é" + ) x\n | .............^`)
  })

  test.each([
    ['if true then', 'syntax error: end expected at the end', 1, 13],
    ['x', 'parse error at the end', 1, 2],
    ['return "abc', "unterminated string near 'abc'", 1, 8],
    ['return 0x', "illegal hexadecimal number near '0x'", 1, 8],
    ['goto nowhere', "no visible label 'nowhere' for <goto> at line 1", 1, 13],
    ['break', 'no loop to break', 1, 1],
    ['local function f() return ... end', "cannot use '...' outside a vararg function", 1, 31],
    ['a = 1 @', "Invalid token near '@'", 1, 7],
  ])('%s', (script, reason, line, column) => {
    expect(failure(() => compileFilter(script))).toMatchObject({ stage: 'compile', reason, line, column })
  })
})

describe('a script that fails', () => {
  test.each([
    ['\n\nerror("boom")', '<string>:3: boom', 3],
    ['\nlocal t = nil\nreturn t.x', "<string>:3: attempt to index a non-table object(nil) with key 'x'", 3],
    ['error({})', 'table: 0xc000100000', 1],
    [
      '\nlocal function f()\n  return 1 + {}\nend\nf()',
      '<string>:3: cannot perform add operation between number and table',
      3,
    ],
    ['return ("x"):rep({})', '<string>:1: bad argument #2 to rep (number expected, got table)', 1],
  ])('%s', (script, reason, line) => {
    expect(failure(() => compileFilter(script)('{}'))).toMatchObject({ stage: 'run', code: 'raised', reason, line })
  })

  test('or has the wrong data, or gives the wrong result', () => {
    expect(failure(() => compileFilter('return true')('[1]'))).toMatchObject({ stage: 'run', code: 'data' })
    expect(failure(() => compileFilter('return true')('{'))).toMatchObject({ stage: 'run', code: 'data' })
    expect(failure(() => compileTransform('return 1')('{}'))).toMatchObject({ stage: 'run', code: 'result' })
    expect(failure(() => compileTransform('return {f = print}')('{}')).reason).toBe('json: unsupported type: function')
    expect(failure(() => compileTransform('return {n = 0/0}')('{}')).reason).toBe('json: unsupported value: NaN')
  })
})
