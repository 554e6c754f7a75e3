import { expect, test } from 'vitest'
import type { TargetFault } from './fault.ts'
import { CurrentFault, readFault } from './fault.ts'

test('a fault for a time ends with it', () => {
  const current = new CurrentFault()
  const fault: TargetFault = { kind: 'status', status: 503, lasting: { forMs: 100 } }
  expect(current.meet(1000)).toBeNull()
  current.set(fault, 1000)
  expect(current.meet(1000)).toEqual(fault)
  expect(current.meet(1099)).toEqual(fault)
  expect(current.meet(1100)).toBeNull()
  expect(current.meet(1050)).toBeNull()
})

test('a fault for some calls ends with the last of them', () => {
  const current = new CurrentFault()
  const fault: TargetFault = { kind: 'drop', when: 'after-effect', lasting: { forCalls: 2 } }
  current.set(fault, 0)
  expect([current.meet(1), current.meet(2), current.meet(3)]).toEqual([fault, fault, null])
})

test('the latest fault holds, and healing ends it', () => {
  const current = new CurrentFault()
  const later: TargetFault = { kind: 'delay', delayMs: 5, lasting: { forMs: 100 } }
  current.set({ kind: 'status', status: 500, lasting: { forMs: 100 } }, 0)
  current.set(later, 0)
  expect(current.meet(1)).toEqual(later)
  current.set(null, 2)
  expect(current.meet(3)).toBeNull()
})

test.each<TargetFault>([
  { kind: 'status', status: 503, lasting: { forMs: 1 } },
  { kind: 'drop', when: 'before-effect', lasting: { forCalls: 1 } },
  { kind: 'delay', delayMs: 1, lasting: { forMs: 1 } },
])('$kind survives JSON', (fault) => {
  expect(readFault(JSON.parse(JSON.stringify(fault)))).toEqual(fault)
})

test.each([
  null,
  'status',
  { kind: 'status', status: 503 },
  { kind: 'drop', lasting: { forMs: 1 } },
  { kind: 'status', lasting: {} },
])('%j is no fault', (value) => {
  expect(readFault(value)).toBeNull()
})
