import type { Languages } from '@millrace/sensor'
import { expect, test } from 'vitest'
import { budgetMs, guardScripts, restMs, strikesMax } from './guard-scripts.ts'

/** A filter in a made-up language, on a clock of its own: what it does is up to the test. */
function scene() {
  let nowMs = 0
  let runs = 0
  let act: () => boolean = () => true
  const languages: Languages = {
    lua: {
      compileTransform: () => (data) => data,
      compileFilter: () => () => {
        runs += 1
        return act()
      },
    },
  }
  const guarded = guardScripts(languages, () => nowMs)
  const filter = guarded.lua?.compileFilter('') ?? (() => false)
  const takes = (ms: number, error?: string, code?: string) => {
    act = () => {
      nowMs += ms
      if (error !== undefined) throw Object.assign(new Error(error), code === undefined ? {} : { code })
      return true
    }
  }
  const message = (): string => {
    try {
      return String(filter('{}'))
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }
  return { filter, takes, message, wait: (ms: number) => void (nowMs += ms), runs: () => runs, guarded }
}

test('a script that never ends costs some runs, then fails at once with the reason, and is tried again later', () => {
  const { takes, message, runs, wait } = scene()
  takes(12, 'out of steps')
  const said = Array.from({ length: 1_000 }, message)
  expect(runs()).toBe(strikesMax)
  expect(said.slice(0, strikesMax)).toEqual(said.slice(0, strikesMax).map(() => 'out of steps'))
  expect(new Set(said.slice(strikesMax))).toEqual(
    new Set(['the script has used up its budget 3 times in a row: it is tried again in 1 s']),
  )
  wait(restMs.first)
  expect(message()).toBe('out of steps')
  expect(message()).toContain('4 times in a row: it is tried again in 2 s')
})

test('the rests grow to a minute and no further', () => {
  const { takes, message, runs, wait } = scene()
  takes(12, 'out of steps')
  for (let second = 0; second < 3_600; second += 1) {
    message()
    wait(1_000)
  }
  expect(runs()).toBeLessThan(strikesMax + 6 + 3_600 / (restMs.most / 1_000) + 1)
  expect(runs()).toBeGreaterThan(50)
})

test('a script that ends again works again at once, and starts with a clean slate', () => {
  const { takes, message, wait, runs } = scene()
  takes(12, 'out of steps')
  for (let run = 0; run < strikesMax; run += 1) message()
  wait(restMs.first)
  takes(1)
  expect([message(), message()]).toEqual(['true', 'true'])
  takes(12, 'out of steps')
  const before = runs()
  for (let run = 0; run < 10; run += 1) message()
  expect(runs() - before).toBe(strikesMax)
  expect(message()).toContain('tried again in 1 s')
})

test('a script that goes wrong at once, or is slow and ends, never rests', () => {
  const { takes, message, runs } = scene()
  takes(budgetMs - 1, 'attempt to index nil')
  for (let run = 0; run < 20; run += 1) expect(message()).toBe('attempt to index nil')
  takes(40)
  for (let run = 0; run < 20; run += 1) expect(message()).toBe('true')
  expect(runs()).toBe(40)
})

test.each(['steps', 'memory', 'time', 'budget'])(
  'a budget that is used up in no time counts by its code: %s',
  (code) => {
    const { takes, message, runs } = scene()
    takes(1, 'out of budget', code)
    for (let run = 0; run < 20; run += 1) message()
    expect(runs()).toBe(strikesMax)
  },
)

test('a language that is not there stays away', () => {
  expect(guardScripts({}, () => 0)).toEqual({})
  expect(scene().guarded.jq).toBeUndefined()
})
