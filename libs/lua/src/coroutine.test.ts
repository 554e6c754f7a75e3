import { describe, expect, test } from 'vitest'
import { compileTransform } from './language.ts'

/** What the values that a coroutine gives look like, one turn after the other. */
function turns(body: string, count: number): unknown {
  const script = `
    local co = coroutine.create(function(...) ${body} end)
    local all = {}
    for i = 1, ${count} do all[i] = {coroutine.resume(co, i)} end
    return all`
  return JSON.parse(compileTransform(script)('{}'))
}

/** Where gopher-lua loses its way, we do what was meant. */
describe('a coroutine yields', () => {
  test('within pcall, which still catches what comes after', () => {
    const body = 'local ok, e = pcall(function() coroutine.yield("in") error("late", 0) end) return ok, e'
    expect(turns(body, 3)).toEqual([
      [true, 'in'],
      [true, false, 'late'],
      [false, 'can not resume a dead thread'],
    ])
  })

  test('within xpcall', () => {
    const body = 'return xpcall(function() return coroutine.yield(1) end, tostring)'
    expect(turns(body, 2)).toEqual([
      [true, 1],
      [true, true, 2],
    ])
  })

  test('in the function of a for', () => {
    const body =
      'local n = 0 for v in function() return coroutine.yield("next") end do n = n + v if v > 3 then break end end return n'
    expect(turns(body, 4)).toEqual([
      [true, 'next'],
      [true, 'next'],
      [true, 'next'],
      [true, 9],
    ])
  })

  test('in conditions, operands, arguments, items, and in the order in which they stand', () => {
    const y = 'coroutine.yield'
    expect(turns(`return ${y}('a') + ${y}('b') * ${y}('c')`, 4)).toEqual([
      [true, 'a'],
      [true, 'b'],
      [true, 'c'],
      [true, 14],
    ])
    expect(turns(`local x = ${y}(1) == 2 and ${y}(2) or ${y}(3) return x`, 3)).toEqual([
      [true, 1],
      [true, 2],
      [true, 3],
    ])
    expect(turns(`return {${y}(1), k = ${y}(2), ${y}(3)}`, 4)).toEqual([
      [true, 1],
      [true, 2],
      [true, 3],
      [true, [2, 4]],
    ])
    expect(turns(`while ${y}('w') < 3 do end return 'done'`, 3)).toEqual([
      [true, 'w'],
      [true, 'w'],
      [true, 'done'],
    ])
    expect(turns(`repeat until ${y}('r') == 2 return 'done'`, 2)).toEqual([
      [true, 'r'],
      [true, 'done'],
    ])
    expect(turns(`if false then elseif ${y}(1) then return 'yes' end`, 2)).toEqual([
      [true, 1],
      [true, 'yes'],
    ])
    expect(turns(`for i = ${y}(1), ${y}(2) do ${y}(i * 10) end`, 5)).toEqual([
      [true, 1],
      [true, 2],
      [true, 20],
      [true, 30],
      [true],
    ])
    expect(turns(`local t = {} t[${y}('k')] = ${y}('v') return t[2]`, 3)).toEqual([
      [true, 'k'],
      [true, 'v'],
      [true, 3],
    ])
    expect(turns(`return ${y}(1) .. ${y}(2) .. #(${y}(3) .. '')`, 4)).toEqual([
      [true, 1],
      [true, 2],
      [true, 3],
      [true, '231'],
    ])
  })

  test('from functions that it calls, and after any number of calls that take its place', () => {
    const body =
      'local function f(n) if n == 0 then return coroutine.yield("deep") end return f(n - 1) end return f(5000)'
    expect(turns(body, 2)).toEqual([
      [true, 'deep'],
      [true, 2],
    ])
  })

  test('across gotos and breaks', () => {
    const body =
      'for i = 1, 4 do if i == 2 then goto skip end if i == 4 then break end coroutine.yield(i) ::skip:: end return "end"'
    expect(turns(body, 3)).toEqual([
      [true, 1],
      [true, 3],
      [true, 'end'],
    ])
  })

  test('not from a comparator or a metamethod, which says so', () => {
    const message = 'can not yield across a metamethod or a library function that calls back'
    expect(turns('table.sort({2, 1}, function() coroutine.yield() end)', 1)).toEqual([
      [false, `<string>:2: ${message}`],
    ])
    const body = 'return setmetatable({}, {__index = function() coroutine.yield() end}).x'
    expect(turns(body, 1)).toEqual([[false, `<string>:2: ${message}`]])
  })
})

test('coroutines within coroutines', () => {
  const script = `
    local function walk(t) if type(t) == 'table' then for _, v in ipairs(t) do walk(v) end else coroutine.yield(t) end end
    local function leaves(t) return coroutine.wrap(function() walk(t) end) end
    local out = {}
    for a in leaves({1, {2, {3}}}) do for b in leaves({{10}, 20}) do out[#out + 1] = a * b end end
    return out`
  expect(JSON.parse(compileTransform(script)('{}'))).toEqual([10, 20, 20, 40, 30, 60])
})

test('statuses', () => {
  const script = `
    local outer
    outer = coroutine.create(function()
      local inner = coroutine.create(function() return coroutine.status(outer), coroutine.resume(outer) end)
      local _, status, ok, why = coroutine.resume(inner)
      coroutine.yield(status, ok, why, coroutine.status(inner), coroutine.running() == outer)
    end)
    local _, a, b, c, d, e = coroutine.resume(outer)
    return {a, b, c, d, e, coroutine.status(outer), coroutine.running() == nil}`
  expect(JSON.parse(compileTransform(script)('{}'))).toEqual([
    'normal',
    false,
    'can not resume a running thread',
    'dead',
    true,
    'suspended',
    true,
  ])
})
