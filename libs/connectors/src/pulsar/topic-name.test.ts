import { expect, test } from 'vitest'
import { fullTopicName } from './topic-name.ts'

test.each([
  ['t', 'persistent://public/default/t'],
  ['a/b/t', 'persistent://a/b/t'],
  ['persistent://a/b/t', 'persistent://a/b/t'],
  ['non-persistent://a/b/t', 'non-persistent://a/b/t'],
  ['persistent://a/cluster/b/t', 'persistent://a/cluster/b/t'],
  ['', undefined],
  ['a/t', undefined],
  ['a//t', undefined],
  ['http://a/b/t', undefined],
  ['with space', undefined],
])('%j', (topic, full) => expect(fullTopicName(topic)).toBe(full))
