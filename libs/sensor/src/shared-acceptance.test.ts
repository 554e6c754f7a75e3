import type { Dependency } from '@millrace/manifests'
import { expect, test } from 'vitest'
import type { Languages } from './languages.ts'
import { sharedAcceptance } from './shared-acceptance.ts'
import { vectorEvent } from './vector-event.fixture.ts'

const event = (data: string) => vectorEvent({ context: { source: 'hook', subject: 'push' }, data })
const dependency = (name: string, value: string, script = ''): Dependency => ({
  name,
  eventSourceName: 'hook',
  eventName: 'push',
  filters: { data: [{ path: 'n', type: 'number', value: [value] }] },
  ...(script === '' ? {} : { transform: { script } }),
})

test('the same filters are one, others are not, and each event has its own answer', () => {
  const languages: Languages = {}
  const one = sharedAcceptance(dependency('a', '1'), languages)
  expect(sharedAcceptance(dependency('b', '1'), languages)).toBe(one)
  expect(sharedAcceptance(dependency('c', '2'), languages)).not.toBe(one)
  expect(sharedAcceptance(dependency('d', '1'), {})).not.toBe(one)
  const [first, second] = [event('{"n":1}'), event('{"n":2}')]
  expect([first, second, first].map((each) => one.accept(each).kind)).toEqual(['accepted', 'rejected', 'accepted'])
})

test('a transform that several share runs once for an event, and makes one event', () => {
  let runs = 0
  const compileTransform = () => (data: string) => {
    runs += 1
    return data
  }
  const languages: Languages = { lua: { compileTransform, compileFilter: () => () => true } }
  const accepts = ['a', 'b', 'c'].map(
    (name) => sharedAcceptance(dependency(name, '1', 'return event'), languages).accept,
  )
  const given = event('{"n":1}')
  const taken = accepts.map((accept) => accept(given))
  expect(runs).toBe(1)
  expect(new Set(taken.map((one) => one.kind === 'accepted' && one.event)).size).toBe(1)
  const second = event('{"n":1}')
  for (const accept of accepts) accept(second)
  expect(runs).toBe(2)
})
