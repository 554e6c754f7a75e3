import { cronLanguage } from '@millrace/cron'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { remembering } from './remembering.ts'

test('answers as the schedule itself does, in whatever order it is asked', () => {
  const plain = cronLanguage().compile('*/7 * * * *', 'Europe/Berlin')
  const remembered = remembering(plain)
  const start = Date.parse('2026-10-25T00:00:00Z') / 1_000
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 30 }), (seconds) => {
      for (const second of seconds) {
        const at = (start + second) * 1_000
        expect(remembered.previous(at)).toBe(plain.previous(at))
      }
    }),
  )
})

test('asks once for a stretch of time', () => {
  let asked = 0
  const schedule = remembering({ next: () => 2_000, previous: () => ((asked += 1), 1_000) })
  expect([1_001, 1_500, 2_000].map(schedule.previous)).toEqual([1_000, 1_000, 1_000])
  expect(asked).toBe(1)
  schedule.previous(2_001)
  expect(asked).toBe(2)
})
