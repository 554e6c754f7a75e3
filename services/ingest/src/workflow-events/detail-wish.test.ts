import { expect, test } from 'vitest'
import { detailType, detailWish } from './detail-wish.ts'

test.each([
  [{}, undefined],
  [{ accept: 'application/json' }, undefined],
  [{ prefer: 'respond-async' }, undefined],
  [{ accept: detailType }, { waitMs: 10_000, type: detailType, applied: '' }],
  [{ prefer: 'wait=3' }, { waitMs: 3_000, type: 'application/json', applied: 'wait=3' }],
  [{ prefer: 'respond-async, wait="7"' }, { waitMs: 7_000, type: 'application/json', applied: 'wait=7' }],
  [
    { accept: detailType, prefer: 'wait=0' },
    { waitMs: 0, type: detailType, applied: 'wait=0' },
  ],
  [{ prefer: 'wait=999999' }, { waitMs: 60_000, type: 'application/json', applied: 'wait=60' }],
])('%j', (headers, wish) => {
  expect(detailWish(headers)).toEqual(wish)
})
