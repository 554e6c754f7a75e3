import { describe, expect, test } from 'vitest'
import { LuaError } from './error.ts'
import { compileFilter, compileTransform } from './language.ts'
import { compile } from './program.ts'

/** The error that something ends with. */
function failure(action: () => unknown): LuaError {
  try {
    action()
  } catch (error) {
    if (error instanceof LuaError) return error
    throw error
  }
  throw new Error('nothing went wrong')
}

function codeOf(script: string): string {
  return failure(() => compileFilter(script)('{}')).code
}

describe('scripts that never end', () => {
  test.each([
    'while true do end',
    'repeat until false',
    'for i = 1, math.huge do end',
    'for i = 1, 2, 0 do end for i = 2, 1, 0 do end',
    '::again:: goto again',
    'local function f(n) return f(n + 1) end f(1)',
    'local function f() f() end while true do pcall(f) end',
    'while true do pcall(error, "x") end',
    'while true do local co = coroutine.wrap(function() coroutine.yield(1) end) co() end',
    'local co = coroutine.wrap(function() while true do coroutine.yield() end end) while true do co() end',
    'return ("a"):rep(26):find(("a?"):rep(26) .. ("a"):rep(26))',
    'return ("x"):rep(100000):find(("x-"):rep(8) .. "y")',
    'local s = ("("):rep(100000) while true do s:find("%b()") end',
    'while true do (("x"):rep(1000)):gsub("x", "yy") end',
    'while true do for w in (("a "):rep(1000)):gmatch("%a") do end end',
    'local s = ("x"):rep(1000000) while true do local b = s:upper() end',
    'local s = ("\\195\\169"):rep(100000) .. "\\195\\159" while true do local b = s:upper() end',
    'local s = ("x"):rep(1000000) while true do local b = s:reverse() end',
    'local s = ("x"):rep(1000000) while true do local b = (s .. "y") == (s .. "z") end',
    'local s = ("x"):rep(1000000) local t = {} while true do t[s .. #t] = 1 end',
    'local t = {} for i = 1, 5000 do t[i] = i % 7 end while true do table.sort(t) end',
    'local t = {} for i = 1, 5000 do t[i] = i end table.sort(t, function(a, b) while true do end end)',
    'local t = {} for i = 1, 1000 do t[i] = i end while true do table.concat(t, ",") end',
    'while true do string.format("%999d", 1) end',
    'while true do os.date(("%c"):rep(1000), 0) end',
    'while true do loadstring("return 1") end',
    'load(function() return " " end)',
    'local t = setmetatable({}, {__index = function(t, k) return t[k .. "x"] end}) while true do pcall(function() return t.a end) end',
    'local t = {} for i = 1, 50000 do t[i] = 1 end for i = 1, 50000 do t[i] = nil end while true do local n = #t end',
    'local t = {} for i = 1, 20000 do t["k" .. i] = 1 end for k in pairs(t) do t[k] = nil end while true do next(t) end',
    'local t = {} while true do table.insert(t, 1, 1) end',
  ])('%s', (script) => {
    expect(codeOf(script)).toBe('steps')
  })

  test('a script cannot catch it', () => {
    expect(codeOf('pcall(function() while true do end end) return true')).toBe('steps')
    expect(codeOf('xpcall(function() while true do end end, function() return 1 end) return true')).toBe('steps')
    expect(codeOf('coroutine.resume(coroutine.create(function() while true do end end)) return true')).toBe('steps')
    expect(codeOf('coroutine.wrap(function() pcall(function() while true do end end) end)()')).toBe('steps')
  })

  test('the result counts too', () => {
    const script = 'local t = {} for i = 1, 20 do t = {t, t} end return {t = t}'
    expect(failure(() => compileTransform(script)('{}')).code).toMatch(/steps|memory/)
  })
})

describe('scripts that need too much memory', () => {
  test.each([
    'return ("x"):rep(1e9)',
    'local s = "x" while true do s = s .. s end',
    'local t = {} t[60000000] = 1',
    'local t = {} table.insert(t, 60000000, 1)',
    'return string.format("%9999999d %9999999d %9999999d %9999999d %9999999d %9999999d %9999999d", 1, 1, 1, 1, 1, 1, 1)',
    'return (("x"):rep(1000000)):gsub(".", ("y"):rep(1000))',
    'local t = {} for i = 1, 1000 do t[i] = ("x"):rep(100000) end return table.concat(t)',
  ])('%s', (script) => {
    expect(codeOf(script)).toMatch(/^(?:memory|steps)$/)
  })

  test('a small budget is kept', () => {
    const filter = compileFilter('local t = {} for i = 1, 1000 do t[i] = {} end', { memoryBytes: 10_000 })
    expect(failure(() => filter('{}')).code).toBe('memory')
  })
})

describe('recursion', () => {
  test('ends as in gopher-lua, and can be caught', () => {
    expect(failure(() => compileFilter('local function f() f() end f()')('{}')).reason).toBe(
      '<string>:1: stack overflow',
    )
    const script = 'local n = 0 local function f() n = n + 1 f() end local ok, e = pcall(f) return not ok and n == 254'
    expect(compileFilter(script)('{}')).toBe(true)
  })

  test('of coroutines', () => {
    const script = 'local function f() return coroutine.wrap(f)() end local ok, e = pcall(f) return e'
    expect(() => compileFilter(script)('{}')).not.toThrow()
    expect(compileFilter(`${script} ~= nil`)('{}')).toBe(true)
  })

  test('of metamethods and of a table in itself', () => {
    expect(codeOf('local t = {} setmetatable(t, {__index = t}) return t.x')).toBe('raised')
    expect(failure(() => compileTransform('local t = {} t.t = t return t')('{}')).code).toBe('result')
  })
})

describe('texts that are no script', () => {
  test.each([
    ['parentheses', `return ${'('.repeat(100_000)}`],
    ['tables', `return ${'{'.repeat(100_000)}`],
    ['functions', 'return function() '.repeat(10_000)],
    ['blocks', 'do '.repeat(50_000)],
    ['minus', `return ${'- '.repeat(50_000)}1`],
    ['power', `return ${'2^'.repeat(50_000)}1`],
    ['plus', `return ${'1+'.repeat(50_000)}1`],
    ['calls', `return f${'()'.repeat(50_000)}`],
    ['a megabyte', `return 1 --${' '.repeat(1 << 20)}`],
    ['locals', 'local a '.repeat(300)],
  ])('%s', (_, script) => {
    expect(failure(() => compile(script))).toMatchObject({ stage: 'compile', code: 'too-large' })
  })

  test('much that is flat is no trouble', () => {
    expect(compileFilter(`return #(${'"x" .. '.repeat(5000)}"x") == 5001`)('{}')).toBe(true)
    expect(compileFilter(`local t = {${'1,'.repeat(20_000)}} return #t == 20000`)('{}')).toBe(true)
    expect(compileFilter(`${'if x then elseif y then end '.repeat(2000)} return true`)('{}')).toBe(true)
  })
})

describe('what a script must do without', () => {
  test.each([
    'io.open("/etc/passwd")',
    'os.execute("true")',
    'os.getenv("HOME")',
    'os.exit()',
    'dofile("x")',
    'loadfile("x")',
    'io.popen("x")',
    'os.remove("x")',
    'channel.make()',
  ])('%s', (script) => {
    expect(failure(() => compileFilter(script)('{}')).reason).toMatch(
      /^<string>:1: [a-z.]+ is not available: a script /,
    )
  })
})

describe('a comparator that contradicts itself', () => {
  test.each(['true', 'false', 'math.random() < 0.5', 'a ~= b', 'a > b or a < b'])('%s', (answer) => {
    const script = `local t = {} for i = 1, 200 do t[i] = i % 13 end table.sort(t, function(a, b) return ${answer} end) return #t == 200`
    expect(compileFilter(script)('{}')).toBe(true)
  })
})
