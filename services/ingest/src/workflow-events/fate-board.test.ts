import { create } from '@bufbuild/protobuf'
import { BindingState, FateSchema, type Fate } from '@millrace/protocol/fate'
import { expect, test } from 'vitest'
import { detailJson } from './detail-json.ts'
import { FateBoard } from './fate-board.ts'

function boardWithNews(waitingMax = 10) {
  let tell: (fate: Fate) => void = () => {}
  const news = {
    waiter: 'w',
    hear: (onFate: typeof tell) => {
      tell = onFate
      return { [Symbol.dispose]: () => {} }
    },
  }
  const board = new FateBoard(news, waitingMax)
  return { board, tell: (fate: object) => tell(create(FateSchema, { eventId: 'e', ...fate })) }
}
const told = (binding: string, state: BindingState, more: object = {}) => ({ binding, state, ...more })
const stored = { eventId: 'e', namespace: 'argo', deliveryId: 'd', durability: 'fsync' }

test('it is known when all that heard it have come to an end, in whatever order they tell', async () => {
  const { board, tell } = boardWithNews()
  const known = board.expect('e')?.(60_000)
  tell({ bindings: [told('b', BindingState.CREATED, { workflow: 'w-1' })] })
  tell({ isDecided: true, bindings: [told('a', BindingState.UNMATCHED), told('b', BindingState.DUE)] })
  const json: unknown = JSON.parse(detailJson(stored, (await known) ?? expect.fail()))
  expect(json).toEqual({
    eventId: 'e',
    deliveryId: 'd',
    durability: 'fsync',
    state: 'decided',
    bindings: [
      { binding: 'a', matched: false, state: 'unmatched' },
      { binding: 'b', matched: true, state: 'created', workflow: { namespace: 'argo', name: 'w-1' } },
    ],
  })
})

test('when the time is over, what is known is told as pending', async () => {
  const { board, tell } = boardWithNews()
  const known = board.expect('e')?.(1)
  tell({ bindings: [told('b', BindingState.RETRYING, { reason: 'the API is away' })] })
  tell({ isDecided: true, bindings: [told('b', BindingState.DUE), told('c', BindingState.FAILED, { reason: 'no x' })] })
  expect(JSON.parse(detailJson(stored, (await known) ?? expect.fail()))).toMatchObject({
    state: 'pending',
    bindings: [
      { binding: 'b', matched: true, state: 'retrying', reason: 'the API is away' },
      { binding: 'c', matched: null, state: 'failed', reason: 'no x' },
    ],
  })
})

test('a delivery that had come before is known at once; other events are not heard', async () => {
  const { board, tell } = boardWithNews()
  const known = board.expect('e')?.(60_000)
  tell({ eventId: 'other', isDecided: true })
  tell({ isDuplicate: true })
  expect(JSON.parse(detailJson(stored, (await known) ?? expect.fail()))).toMatchObject({ state: 'duplicate' })
})

test('who waits is answered when the door closes', async () => {
  const { board } = boardWithNews()
  const known = board.expect('e')?.(60_000)
  board[Symbol.dispose]()
  expect(await known).toMatchObject({ isDecided: false })
})

test('who has gone waits no longer, and leaves the place to another; there are only so many', async () => {
  const { board } = boardWithNews(1)
  const gone = new AbortController()
  const known = board.expect('e')?.(60_000, gone.signal)
  expect(board.expect('f')).toBeUndefined()
  gone.abort()
  expect(await known).toMatchObject({ isDecided: false })
  const late = board.expect('f')?.(60_000, gone.signal)
  expect(await late).toMatchObject({ isDecided: false })
})
