import { expect, test } from 'vitest'
import { liveHeaps } from './live-heap.ts'

const log = `{"level":"warn","msg":"Mark-Compact"}
[24077:0x2ee7ed60]      660 ms: Scavenge 93.9 (127.3) -> 93.9 (127.3) MB, 2.49 / 0.00 ms  (average mu = 1.000) allocation failure;
[24077:0x2ee7ed60]    12345 ms: Mark-Compact 45.2 (60.1) -> 30.3 (58.0) MB, 12.1 / 0.0 ms  (average mu = 0.9) task; GC in old space
[24077:0x2ee7ed60]   601000 ms: Mark-Compact (reduce) 41 (60.1) -> 31 (58.0) MB, 12.1 / 0.0 ms  (average mu = 0.9) task;
`

test('the heap after each full collection', () => {
  expect(liveHeaps(log)).toEqual([
    { atS: 12.345, mb: 30.3 },
    { atS: 601, mb: 31 },
  ])
})

test('a log without one has none', () => {
  expect(liveHeaps('')).toEqual([])
})
