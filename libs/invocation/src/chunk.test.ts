import { expect, test } from 'vitest'
import { bytesMax, chunk, invocationsMax, type Emitted } from './chunk.ts'

const emitted = (id: string, events: Record<string, Uint8Array>): Emitted => ({
  invocation: { id, namespace: 'n', sensor: 's', generation: 1, trigger: id, attempt: 1, uncertain: false },
  events: new Map(Object.entries(events)),
})

test('a delivery that two invocations share is held once', () => {
  const shared = Buffer.from('shared')
  const own = Buffer.from('own')
  const [batch, ...rest] = chunk([emitted('a', { x: shared }), emitted('b', { x: shared, y: own })], 1, 2)
  expect(rest).toEqual([])
  expect(batch?.deliveries).toEqual([shared, own])
  expect(batch?.invocations.map((one) => [...one.dependencies])).toEqual([
    [['x', 0]],
    [
      ['x', 0],
      ['y', 1],
    ],
  ])
  expect([batch?.acceptedAtUs, batch?.routedAtUs]).toEqual([1, 2])
})

test('a message holds so many invocations and no more, and none is lost or reordered', () => {
  const one = Buffer.from('e')
  const many = Array.from({ length: 2 * invocationsMax + 3 }, (_, index) => emitted(String(index), { x: one }))
  const batches = chunk(many, 0, 0)
  expect(batches.map((batch) => batch.invocations.length)).toEqual([invocationsMax, invocationsMax, 3])
  expect(batches.flatMap((batch) => batch.invocations.map((each) => each.id))).toEqual(
    many.map((each) => each.invocation.id),
  )
})

test('large deliveries are spread over messages; one that is too large alone goes alone', () => {
  const large = Array.from({ length: 3 }, () => Buffer.alloc(bytesMax / 2 + 1))
  const huge = Buffer.alloc(2 * bytesMax)
  const batches = chunk(
    [...large, huge].map((bytes, index) => emitted(String(index), { x: bytes })),
    0,
    0,
  )
  expect(batches.map((batch) => batch.invocations.length)).toEqual([1, 1, 1, 1])
})

test('nothing makes no message', () => {
  expect(chunk([], 0, 0)).toEqual([])
})
