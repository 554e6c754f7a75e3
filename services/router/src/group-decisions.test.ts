import { fromBinary } from '@bufbuild/protobuf'
import { DecisionGroupSchema, DecisionKind } from '@millrace/protocol/road'
import type { DeliveryHead } from '@millrace/protocol/wire'
import { expect, test } from 'vitest'
import type { Decided, Decision } from './decision.ts'
import { DecisionGroups, groupBytesMax, reasonCharsMax } from './group-decisions.ts'
import { isKept } from './record-decisions.ts'

const delivery = (deliveryId: string): DeliveryHead => ({
  namespace: 'n',
  bus: 'b',
  eventSource: 'hook',
  eventName: 'push',
  deliveryId,
  receivedAtUs: 9,
  dedupWindowMs: 0,
  bytes: Buffer.alloc(0),
  eventBytes: Buffer.alloc(0),
})
const one = delivery('1')
const filtered = (found: string, path = 'body.n', expected = '> 2'): Decision => ({
  kind: 'filtered',
  filter: 'data',
  field: 'filters.data[0]',
  path,
  found,
  expected,
})
const decided = (decision: Decision, more: Partial<Decided> = {}): Decided => ({
  namespace: 'n',
  sensor: 's',
  generation: 3,
  trigger: 't',
  dependency: 'd',
  delivery: one,
  eventId: `event-${more.delivery?.deliveryId ?? '1'}`,
  decision,
  ...more,
})
const encodedOf = (given: readonly Decided[], withValues = true): readonly Uint8Array[] => {
  const groups = new DecisionGroups(withValues, () => 5)
  for (const one of given) groups.add(one)
  return groups.close()
}
const groupsOf = (given: readonly Decided[], withValues = true) =>
  encodedOf(given, withValues).map((bytes) => fromBinary(DecisionGroupSchema, bytes))

test('what decisions share stands once', () => {
  const two = delivery('2')
  const [group, ...rest] = groupsOf([
    decided(filtered('1')),
    decided(filtered('1'), { sensor: 's2' }),
    decided(filtered('7', 'body.m'), { sensor: 's2' }),
    decided({ kind: 'waiting', missing: ['x', 'y'] }, { delivery: two }),
  ])
  expect(rest).toEqual([])
  expect(group?.events.map(({ eventId }) => eventId)).toEqual(['event-1', 'event-2'])
  expect(group?.listeners.map(({ sensor }) => sensor)).toEqual(['s', 's2'])
  expect(group?.tests.map(({ path }) => path)).toEqual(['body.n', 'body.m'])
  expect(group?.decisions.map(({ event, listener, test, found }) => [event, listener, test, found])).toEqual([
    [1, 1, 1, '1'],
    [1, 2, 1, '1'],
    [1, 2, 2, '7'],
    [2, 1, 0, ''],
  ])
  expect(group?.decisions[3]?.missing).toEqual(['x', 'y'])
})

test('a trigger that is told by itself stands once for each of its dependencies', () => {
  const by = {}
  const of = (dependency: string) => decided(filtered('1'), { by, dependency })
  const [group] = groupsOf([of('a'), of('b'), of('a'), of('b'), decided(filtered('1'), { by: {}, sensor: 's2' })])
  const listeners = group?.listeners.map(({ sensor, dependency }) => `${sensor} ${dependency}`) ?? []
  expect(group?.decisions.map(({ listener }) => listeners[listener - 1])).toEqual(['s a', 's b', 's a', 's b', 's2 d'])
  expect(listeners.length).toBeLessThanOrEqual(4)
})

test('every kind is written as its own', () => {
  const all: Decision[] = [
    { kind: 'fired', invocationId: 'i', events: new Map() },
    filtered('1'),
    { kind: 'waiting', missing: [] },
    { kind: 'limited', reason: 'r' },
    { kind: 'duplicate' },
    { kind: 'failed', filter: 'script', field: 'filters.script', message: 'm'.repeat(9_999) },
    { kind: 'paused' },
    { kind: 'unheard' },
  ]
  const [group] = groupsOf(all.map((decision) => decided(decision)))
  const { FIRED, FILTERED, WAITING, LIMITED, DUPLICATE, FAILED, PAUSED, UNHEARD } = DecisionKind
  const kinds = [FIRED, FILTERED, WAITING, LIMITED, DUPLICATE, FAILED, PAUSED, UNHEARD]
  expect(group?.decisions.map(({ kind }) => kind)).toEqual(kinds)
  expect(group?.decisions[5]?.reason).toHaveLength(reasonCharsMax)
})

test('groups that are written at the same time do not mix, and one that is dropped leaves nothing behind', () => {
  const [a, b, dropped] = Array.from({ length: 3 }, () => new DecisionGroups(true, () => 5))
  for (const found of ['1', '2']) {
    a?.add(decided(filtered(`a${found}`), { sensor: 'a' }))
    dropped?.add(decided(filtered(found), { sensor: 'dropped' }))
    b?.add(decided(filtered(`b${found}`), { sensor: 'b' }))
  }
  const told = (groups: DecisionGroups | undefined): string[] =>
    (groups?.close() ?? []).flatMap((bytes) => {
      const { listeners, decisions, decidedAtUs } = fromBinary(DecisionGroupSchema, bytes)
      expect(decidedAtUs).toBe(5n)
      return decisions.map(({ listener, found }) => `${listeners[listener - 1]?.sensor} ${found}`)
    })
  expect(told(b)).toEqual(['b b1', 'b b2'])
  expect(told(a)).toEqual(['a a1', 'a a2'])
  expect(groupsOf([decided(filtered('1'))])[0]?.listeners.map(({ sensor }) => sensor)).toEqual(['s'])
})

test('an unheard event names no trigger', () => {
  const [group] = groupsOf([decided({ kind: 'unheard' }, { sensor: '' })])
  expect([group?.listeners, group?.decisions[0]?.listener]).toEqual([[], 0])
})

test.each([
  ['body.token', 'hunter2', '[redacted]'],
  ['body.clientSecret, body.n', 'secret = "x", n = 1', '[redacted]'],
  ['header.Authorization|@this', 'Bearer x', '[redacted]'],
  ['body.url', 'https://ann:pw@example.org/', 'https://[redacted]@example.org/'],
  ['body.tokens_used', '7', '7'],
])('found at %s: %s is stored as %s', (path, found, stored) => {
  const [group] = groupsOf([decided(filtered(found, path))])
  expect(group?.decisions[0]?.found).toBe(stored)
})

test('no value is stored where values are switched off', () => {
  expect(groupsOf([decided(filtered('7'))], false)[0]?.decisions[0]?.found).toBe('')
})

test('many decisions are several groups, each small enough for a message, and none is lost', () => {
  const many = Array.from({ length: 5_000 }, (_, index) =>
    decided(filtered('€'.repeat(200), `body.${index}`, `= ${index}`), { sensor: `sensor-${index}` }),
  )
  const encoded = encodedOf(many)
  expect(encoded.length).toBeGreaterThan(1)
  for (const bytes of encoded) expect(bytes.length).toBeLessThan(groupBytesMax + 4 * 1024)
  expect(encoded.flatMap((bytes) => fromBinary(DecisionGroupSchema, bytes).decisions)).toHaveLength(5_000)
})

test('what fired is left to its outcomes; filtered and unheard events are sampled whole', () => {
  expect(isKept({ kind: 'fired', invocationId: 'i', events: new Map() }, 'e', 100)).toBe(false)
  expect(isKept({ kind: 'waiting', missing: [] }, 'e', 0)).toBe(true)
  expect(isKept(filtered('1'), 'e', 0)).toBe(false)
  expect(isKept(filtered('1'), 'e', 100)).toBe(true)
  const ids = Array.from({ length: 10_000 }, (_, index) => `event-${index}`)
  const kept = ids.filter((id) => isKept(filtered('1'), id, 20))
  expect(kept.length).toBeGreaterThan(1_500)
  expect(kept.length).toBeLessThan(2_500)
  expect(kept.every((id) => isKept({ kind: 'unheard' }, id, 20))).toBe(true)
})
