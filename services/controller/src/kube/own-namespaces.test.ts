import { expect, test } from 'vitest'
import { claimLifeMs, ownNamespaces } from './own-namespaces.ts'

const nowMs = 10 * claimLifeMs
const claim = (set: string, namespaces: string[], agoMs = 0) => ({ set, namespaces, saidMs: nowMs - agoMs })

test.each([
  ['alone and new: everything', [], [], ['a', 'b', 'c'], []],
  ['alone and new, serving one: everything, as what is there can be nobody else’s', ['a'], [], ['a', 'b', 'c'], []],
  ['another serves b', ['a'], [claim('other', ['b'])], ['a'], []],
  ['all, and another names b', [], [claim('other', ['b'])], ['a', 'c'], []],
  ['one, and another serves all', ['a'], [claim('other', [])], ['a'], []],
  ['what was served before and is nobody’s now', ['a'], [claim('own', ['a', 'b'])], ['a', 'b'], []],
  ['what was served before is another’s now', ['a'], [claim('own', ['a', 'b']), claim('other', ['b'])], ['a'], []],
  ['what was never served', ['a'], [claim('own', ['a'])], ['a'], []],
  ['another that has been gone for long', ['a'], [claim('other', ['b'], claimLifeMs)], ['a', 'b', 'c'], []],
  ['both serve all', [], [claim('other', [])], ['a', 'b', 'c'], ['other serves all namespaces as well']],
  ['both serve a', ['a', 'b'], [claim('other', ['a', 'c'])], ['a', 'b'], ['other serves a as well']],
])('%s', (_, namespaces, claims, own, conflicts) => {
  const found = ownNamespaces({ set: 'own', namespaces }, claims, nowMs)
  expect(['a', 'b', 'c'].filter(found.isOwn)).toEqual(own)
  expect(found.conflicts).toEqual(conflicts)
})

test('of a shared registry nothing that another names is taken out', () => {
  const { isOwn } = ownNamespaces({ set: 'own', namespaces: [] }, [claim('other', ['b', 'c'])], nowMs)
  expect(['a', 'b', 'c'].map(isOwn)).toEqual([true, false, false])
})
