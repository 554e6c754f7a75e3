import { expect, test } from 'vitest'
import { answer, termsToRead, type AskedTerms } from './ask-terms.ts'
import { noOccurrences } from './occurrences.ts'

const texts = ['the quick brown fox', 'brown quick the', 'quick quick brown', 'a quicker brown fox', 'fox']

/** As an index of these texts, whose numbers are their places, has them; the later come first. */
function ask(asked: AskedTerms): readonly number[] {
  return answer(asked, ({ term, isBegun }) => {
    const found = noOccurrences()
    for (const [id, text] of [...texts.entries()].toReversed()) {
      for (const [place, word] of text.split(' ').entries()) {
        if (word !== term && !(isBegun && word.startsWith(term))) continue
        found.ids.push(id)
        found.places.push(place + 1)
      }
    }
    return found
  })
}

test.each([
  [{ terms: ['brown'], sequences: [] }, [0, 1, 2, 3]],
  [{ terms: ['brown', 'the'], sequences: [] }, [0, 1]],
  [{ terms: ['brown', 'none'], sequences: [] }, []],
  [{ terms: [], sequences: [{ words: ['quick', 'brown'], ways: [] }] }, [0, 2]],
  [{ terms: ['the'], sequences: [{ words: ['quick', 'brown'], ways: [] }] }, [0]],
  [{ terms: [], sequences: [{ words: ['quick', 'quick', 'brown'], ways: [] }] }, [2]],
  [{ terms: [], sequences: [{ words: ['brown'], ways: ['f', 'zz'] }] }, [0, 3]],
  [{ terms: [], sequences: [{ words: [], ways: ['quick'] }] }, [0, 1, 2, 3]],
  [
    {
      terms: [],
      sequences: [
        { words: [], ways: ['a'] },
        { words: ['brown', 'fox'], ways: [] },
      ],
    },
    [3],
  ],
])('%j', (asked, expected) => {
  expect(ask(asked)).toEqual(expected)
})

test('what is read is read once', () => {
  const sequences = [
    { words: ['a', 'b'], ways: ['c'] },
    { words: ['b'], ways: ['c', 'd'] },
  ]
  expect(termsToRead({ terms: ['a'], sequences })).toEqual([
    { term: 'a', isBegun: false },
    { term: 'b', isBegun: false },
    { term: 'c', isBegun: true },
    { term: 'd', isBegun: true },
  ])
})
