import { DecisionKind, Result } from '@millrace/protocol/road'
import { expect, test } from 'vitest'
import { endNamed } from './end-named.ts'

test.each([
  ['dead', { results: [Result.DEAD], decisions: [] }],
  ['Put-Off', { results: [Result.PUT_OFF], decisions: [] }],
  ['Filtered', { results: [], decisions: [DecisionKind.FILTERED] }],
  ['unheard', { results: [], decisions: [DecisionKind.UNHEARD] }],
])('%s', (word, ends) => {
  expect(endNamed(word)).toEqual(ends)
})

test('what is neither is refused, with what there is', () => {
  expect(() => endNamed('sleeping')).toThrow(/"sleeping" is nothing .* succeeded, .* filtered/u)
})
