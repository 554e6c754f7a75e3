import { expect, test } from 'vitest'
import { echoCpu } from './floors.ts'
import { markdown } from './markdown.ts'
import { check, round, type Result } from './result.ts'
import { figures } from './scenarios.ts'
import { checkLines } from './table.ts'

const machine = {
  cpu: 'Some CPU',
  cores: 2,
  memoryGb: 8,
  kernel: 'Linux 6',
  node: 'v24',
  natsServer: '2.15',
  redisServer: '6.2',
  revision: 'abc',
}
const of = (scenario: string, rest: Partial<Result>): Result => ({
  scenario,
  about: 'full load',
  measuredAt: '2026-01-02T03:04:05.000Z',
  machine,
  checks: [],
  ...rest,
})

test('a bound is met at the bound, and missed beyond it', () => {
  expect(check('a', 3, { min: 3 }).passed).toBe(true)
  expect(check('a', 2.9999, { min: 3 }).passed).toBe(false)
  expect(check('a', 0.45, { max: 0.45 })).toEqual({ figure: 'a', value: 0.45, target: '≤ 0.45', passed: true })
  expect(check('a', Number.NaN, { max: 1 }).passed).toBe(false)
  expect([round(1234.5), round(12.345), round(0.123456), round(0.00001234)]).toEqual([1235, 12.3, 0.123, 0])
})

test('the page shows each figure beside its target, in the given order, and what is still waited for', () => {
  const page = markdown(
    [
      of('full', { waiting: 'a language is missing' }),
      of('base', {
        checks: [check(figures.perS, 3_600, { min: 3_500 }), check(figures.cpu, 0.5, { max: 0.45 })],
        processes: [
          { name: 'dedup', cpuPer1k: 0.1, rssMb: 80, wakeUpsPerEvent: 0.3 },
          { name: 'ingest', cpuPer1k: 0.4, rssMb: 90, wakeUpsPerEvent: 0.6 },
        ],
        traffic: { natsIn: 0.1, natsOut: 0.2, redis: { evalsha: 0.03 } },
      }),
      of('floors', { checks: [check(echoCpu, 0.05)] }),
    ],
    { order: ['floors', 'base', 'full'], text: 'A note.' },
  )
  expect([...page.matchAll(/^## (.*)$/gm)].map(([, title]) => title)).toEqual([
    'floors',
    'base',
    'full',
    'Between the figure and the floor',
  ])
  expect(page).toContain(`| ${figures.perS} | 3600 | ≥ 3500 | PASS |`)
  expect(page).toContain(`| ${figures.cpu} | 0.5 | ≤ 0.45 | MISS |`)
  expect(page).toContain('Not measured: a language is missing.')
  expect(page).toContain('| ingest | 0.4 | 80 % | 8.0 |\n| dedup | 0.1 | 20 % | 2.0 |')
  expect(page).toContain('evalsha 0.03')
  expect(page.trimEnd().endsWith('A note.')).toBe(true)
})

test('without results the page says how to get some', () => {
  expect(markdown([], { order: [], text: '' })).toContain('npm run bench')
})

test('the terminal shows PASS and MISS, and nothing where there is no target', () => {
  const lines = checkLines([check('a', 1, { min: 1 }), check('bb', 2, { max: 1 }), check('c', 3)])
  expect(lines.map((line) => line.trim().split(/ {2,}/))).toEqual([
    ['a', '1', '≥ 1', 'PASS'],
    ['bb', '2', '≤ 1', 'MISS'],
    ['c', '3'],
  ])
})
