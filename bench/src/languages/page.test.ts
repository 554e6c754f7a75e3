import { expect, test } from 'vitest'
import { cases } from './cases.ts'
import { languagesPage } from './page.ts'

test('each case answers as it should', () => {
  for (const { run } of cases()) run()
})

test('a target is met or missed, and a case may be its own target', () => {
  const rows = [
    { name: 'a', title: 'A', target: 100 },
    { name: 'b', title: 'B', noSlowerThan: 'c' },
    { name: 'c', title: 'C' },
  ]
  const page = languagesPage(rows, { a: 150, b: 20, c: 30 }, { kind: 'rates', rates: { a: 300 } }, 'M')
  expect(page).toContain('| A | 150 | 300 | 0.50 | 100 | PASS |')
  expect(page).toContain('| B | 20 |  |  | 30 | MISS |')
  expect(page).toContain('| C | 30 |  |  |  |  |')
})

test('without Go the page says so', () => {
  expect(languagesPage([], {}, { kind: 'none', reason: 'no go' }, 'M')).toContain('The Go side is missing: no go.')
})
