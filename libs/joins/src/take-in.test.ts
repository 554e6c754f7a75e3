import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { emptyJoin, type Join, type JoinRules } from './join.ts'
import { decodeJoin, encodeJoin } from './join-codec.ts'
import { conditionOf, eachMinute, idOf, idsOf, messageOf, minute, rulesOf } from './join.fixture.ts'
import { takeIn, type Answer, type Arrivals } from './take-in.ts'

const context = { idOf, nowMs: 0, firingBytesMax: 1_000_000 }

function taking(messages: readonly Arrivals[], rules: JoinRules, from: Join = emptyJoin(rules)) {
  let join = from
  const answers: Answer[] = []
  for (const message of messages) {
    const taken = takeIn(join, message, rules, context)
    // What the bucket gives back is what was put in.
    join = decodeJoin(encodeJoin(taken.join))
    answers.push(...taken.answers)
  }
  return { join, answers, fired: answers.flatMap((one) => (one.kind === 'fired' ? [idsOf(one.owed.events)] : [])) }
}

test('two events that wait for each other fire together, once', () => {
  const { fired, join, answers } = taking([messageOf(1, 'a'), messageOf(2, 'b'), messageOf(3, 'b')], rulesOf('a && b'))
  expect(fired).toEqual([['a1', 'b2']])
  expect(answers.map(({ kind }) => kind)).toEqual(['waiting', 'fired', 'waiting'])
  expect(answers[0]).toEqual({ kind: 'waiting', missing: ['b'] })
  expect(idsOf(join.kept)).toEqual(['b3'])
})

test('the events of one message are taken in in order', () => {
  expect(taking([messageOf(1, 'aabba')], rulesOf('a && b')).fired).toEqual([
    ['a1_1', 'b1'],
    ['a1_4', 'b1_3'],
  ])
  expect(taking([messageOf(1, 'acb')], rulesOf('a && b || c')).fired).toEqual([['a1', 'c1']])
})

test('a message that comes again changes nothing, and gets the answers that still matter', () => {
  const rules = rulesOf('a && b')
  const messages = [messageOf(1, 'a'), messageOf(2, 'b'), messageOf(3, 'a')]
  const { join } = taking(messages, rules)
  const again = messages.map((message) => takeIn(join, message, rules, context))
  for (const one of again) expect(one.join).toBe(join)
  const [first, second, third] = again.map(({ answers }) => answers[0])
  expect(first).toEqual({ kind: 'settled' })
  expect(second?.kind === 'fired' && idsOf(second.owed.events)).toEqual(['a1', 'b2'])
  expect(third).toEqual({ kind: 'waiting', missing: ['b'] })
})

test('whatever comes again whenever, each event is used at most once and the firings stay the same', () => {
  const step = fc.record({
    dependencies: fc.stringMatching(/^[abc]{1,3}$/u),
    repeats: fc.array(fc.nat(), { maxLength: 3 }),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 15 }), (steps) => {
      const rules = rulesOf('a && b || c')
      const once = steps.map(({ dependencies }, at) => messageOf(at + 1, dependencies))
      const repeated = once.flatMap((message, at) => {
        const earlier = (steps[at]?.repeats ?? []).map((nth) => once[nth % (at + 1)] ?? message)
        return [message, ...earlier]
      })
      const plain = taking(once, rules)
      const crashing = taking(repeated, rules)
      expect(crashing.join).toEqual(plain.join)
      const ids = crashing.join.owed.map(({ id }) => id)
      expect(new Set(ids).size).toBe(ids.length)
      const used = crashing.join.owed.flatMap(({ events }) =>
        events.map(({ dependency, position }) => [dependency, position.seq, position.nth].join()),
      )
      expect(new Set(used).size).toBe(used.length)
    }),
  )
})

describe('resets', () => {
  const rules = rulesOf('a && b || c', { resets: [eachMinute] })

  test('what the bus stored before the last reset is forgotten when the next event comes', () => {
    const messages = [messageOf(1, 'a', { atMs: minute - 1 }), messageOf(2, 'b', { atMs: minute + 1 })]
    const { fired, join } = taking(messages, rules)
    expect([fired, idsOf(join.kept), join.owed]).toEqual([[], ['b2'], []])
  })

  test('two events between the same resets fire however late they are decided about', () => {
    const messages = [messageOf(1, 'a', { atMs: minute + 1 }), messageOf(2, 'b', { atMs: 2 * minute - 1 })]
    expect(taking(messages, rules).fired).toEqual([['a1', 'b2']])
  })

  test('an event of the instant of the reset counts for what comes after', () => {
    const messages = [messageOf(1, 'a', { atMs: minute }), messageOf(2, 'b', { atMs: minute + 1 })]
    expect(taking(messages, rules).fired).toEqual([['a1', 'b2']])
  })

  test('an event of before the reset that comes behind one of after it does not join it; alone it fires all the same', () => {
    const messages = [messageOf(3, 'a', { atMs: minute + 5 }), messageOf(1, 'b', { atMs: minute - 5 })]
    const { fired, answers, join } = taking(messages, rules)
    expect([fired, answers[1]?.kind, idsOf(join.kept)]).toEqual([[], 'too-late', ['a3']])
    const alone = taking([messageOf(2, 'c', { atMs: minute - 4 })], rules, join)
    expect([alone.fired, idsOf(alone.join.kept)]).toEqual([[['c2']], ['a3']])
  })
})

describe('deadline', () => {
  const rules = rulesOf('a && b', { deadlineMs: 10_000 })

  test('a join past it is owed as a dead letter with its events, and starts anew', () => {
    const messages = [messageOf(1, 'a', { atMs: 0 }), messageOf(2, 'b', { atMs: 10_001 })]
    const { join, fired } = taking(messages, rules)
    expect(fired).toEqual([])
    expect(join.owed.map(({ reason, events }) => [reason, idsOf(events)])).toEqual([
      ["waited for b longer than 10 s, the join's deadline", ['a1']],
    ])
    expect(idsOf(join.kept)).toEqual(['b2'])
  })

  test('up to it the join fires', () => {
    const messages = [messageOf(1, 'a', { atMs: 0 }), messageOf(2, 'b', { atMs: 10_000 })]
    expect(taking(messages, rules).fired).toEqual([['a1', 'b2']])
  })
})

test('events of dependencies that the conditions no longer name become a dead letter', () => {
  const { join } = taking([messageOf(1, 'ab')], rulesOf('a && b && c'))
  const after = taking([messageOf(2, 'c')], rulesOf('b && c', { condition: conditionOf('b && c') }), join)
  expect(after.fired).toEqual([['b1', 'c2']])
  expect(after.join.owed.map(({ reason, events }) => [reason, idsOf(events)])).toEqual([
    ['the conditions no longer name a', ['a1']],
    ['', ['b1', 'c2']],
  ])
})

test('an event that with those that wait is larger than one invocation may be becomes a dead letter; they stay', () => {
  const rules = rulesOf('a && b')
  const [a, b] = [messageOf(1, 'a', { bytes: 600_000 }), messageOf(2, 'b', { bytes: 600_000 })]
  const { join, answers } = taking([a, b], rules)
  expect(answers.map(({ kind }) => kind)).toEqual(['waiting', 'too-large'])
  expect([idsOf(join.kept), join.owed.map(({ events }) => idsOf(events))]).toEqual([['a1'], [['b2']]])
  expect(join.owed[0]?.reason).toContain('larger than one invocation may be')
  expect(taking([messageOf(3, 'b')], rules, join).fired).toEqual([['a1', 'b3']])
})
