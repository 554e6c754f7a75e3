import { expect, test } from 'vitest'
import { nearestName } from './nearest-name.ts'

const known = ['eventSourceName', 'eventName', 'name', 'url', 'port']

test.each([
  ['eventsourcename', 'eventSourceName'],
  ['evntName', 'eventName'],
  ['eventNames', 'eventName'],
  ['nam', 'name'],
  ['prt', 'port'],
  ['uri', 'url'],
])('%s is most likely %s', (name, meant) => {
  expect(nearestName(name, known)).toBe(meant)
})

test.each(['colour', 'x', '', 'a'.repeat(1000), 'tls'])('%s is none of them', (name) => {
  expect(nearestName(name, known)).toBeUndefined()
})
