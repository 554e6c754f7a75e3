import { expect, test } from 'vitest'
import { ByteRoom } from './byte-room.ts'

test('who waits is let in by turn, a large one before the small ones behind it', async () => {
  const room = new ByteRoom(10)
  const order: string[] = []
  const enter = async (name: string, bytes: number): Promise<Disposable | undefined> => {
    const taken = await room.take(bytes, 10_000)
    order.push(name)
    return taken
  }
  const first = await enter('first', 8)
  const large = enter('large', 10)
  const small = enter('small', 1)
  first?.[Symbol.dispose]()
  // Twice is once.
  first?.[Symbol.dispose]()
  const held = await large
  expect(order).toEqual(['first', 'large'])
  held?.[Symbol.dispose]()
  await small
  expect(order).toEqual(['first', 'large', 'small'])
})

test('who gives up waiting lets those behind it in', async () => {
  const room = new ByteRoom(10)
  const first = await room.take(6, 0)
  const large = room.take(10, 20)
  const small = room.take(4, 10_000)
  expect(await large).toBeUndefined()
  expect(await small).toBeDefined()
  first?.[Symbol.dispose]()
  expect(await room.take(6, 0)).toBeDefined()
  expect(await room.take(1, 0)).toBeUndefined()
})

test('an owner gets half of it, others the rest; what is larger it gets alone', async () => {
  const room = new ByteRoom(10)
  const first = await room.take(3, 0, 'a')
  expect(await room.take(3, 0, 'a')).toBeUndefined()
  const second = await room.take(2, 0, 'a')
  // Who waits for its own to end keeps nobody out.
  const third = room.take(4, 10_000, 'a')
  const other = await room.take(5, 0, 'b')
  expect(other).toBeDefined()
  first?.[Symbol.dispose]()
  second?.[Symbol.dispose]()
  const held = await third
  expect(held).toBeDefined()
  held?.[Symbol.dispose]()
  other?.[Symbol.dispose]()
  expect(await room.take(8, 0, 'a')).toBeDefined()
  expect(await room.take(1, 0, 'a')).toBeUndefined()
  expect(await room.take(2, 0)).toBeDefined()
})
