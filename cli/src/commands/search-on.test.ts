import { create } from '@bufbuild/protobuf'
import { EventServiceSearchResponseSchema } from '@millrace/protocol/admin'
import { expect, test } from 'vitest'
import { searchOn, type PageAsked } from './search-on.ts'

/** Answers with so many events each, until there are no more answers. */
function answering(...counts: readonly number[]) {
  const asked: PageAsked[] = []
  const search = (page: PageAsked) => {
    asked.push(page)
    const nth = asked.length
    const isLast = nth === counts.length
    const events = Array.from({ length: counts[nth - 1] ?? 0 }, () => ({ snippet: String(nth) }))
    const next = { nextPageToken: isLast ? '' : `token-${nth}`, searchedBackToUs: isLast ? 0n : BigInt(1_000 - nth) }
    return Promise.resolve(
      create(EventServiceSearchResponseSchema, {
        events,
        total: BigInt(events.length),
        totalIsBound: !isLast,
        ...next,
      }),
    )
  }
  return { asked, search }
}

const never = new AbortController().signal

test('short pages are gone on with until there is nothing more', async () => {
  const { asked, search } = answering(0, 2, 0, 1)
  const found = await searchOn(search, { limit: 50, pageToken: '' }, never)
  expect(asked.map(({ pageToken }) => pageToken)).toEqual(['', 'token-1', 'token-2', 'token-3'])
  expect(asked.map(({ pageSize }) => pageSize)).toEqual([50, 50, 48, 48])
  expect(found).toMatchObject({ nextPageToken: '', total: 3n, totalIsBound: false, searchedBackToUs: 0n })
  expect(found.events).toHaveLength(3)
})

test('a full page is enough, and says where the next one begins', async () => {
  const { asked, search } = answering(1, 1, 5)
  const found = await searchOn(search, { limit: 2, pageToken: '' }, never)
  expect(asked).toHaveLength(2)
  expect(found).toMatchObject({ nextPageToken: 'token-2', total: 2n, totalIsBound: true, searchedBackToUs: 998n })
})

test('whoever has left waits for no more', async () => {
  const { asked, search } = answering(0, 1)
  await searchOn(search, { limit: 2, pageToken: '' }, AbortSignal.abort())
  expect(asked).toHaveLength(1)
})
