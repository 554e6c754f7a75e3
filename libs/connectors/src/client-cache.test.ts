import { describe, expect, test } from 'vitest'
import { ClientCache, type ClientWish } from './client-cache.ts'
import { ClientError } from './client-error.ts'

/** A client that tells whether it was closed, and that must not be closed in use. */
class Client implements AsyncDisposable {
  readonly name: string
  closed = 0
  constructor(name: string) {
    this.name = name
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.closed += 1
    return Promise.resolve()
  }
}

function wishes() {
  const made: Client[] = []
  const wish = (key: string, fingerprint = '1'): ClientWish<Client> => ({
    key,
    fingerprint,
    open: () => {
      const client = new Client(`${key}#${fingerprint}`)
      made.push(client)
      return Promise.resolve(client)
    },
  })
  return { made, wish }
}

const nameOf = (client: Client) => Promise.resolve(client.name)
const until = async (isTrue: () => boolean) => {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 5))
}

/** An act that ends when it is told to. */
function held() {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { act: () => promise, end: resolve }
}

describe('making', () => {
  test('a client is made at its first use, once for all who ask at the same time', async () => {
    await using cache = new ClientCache<Client>()
    const { made, wish } = wishes()
    expect(made).toHaveLength(0)
    expect(await Promise.all([cache.use(wish('a'), nameOf), cache.use(wish('a'), nameOf)])).toEqual(['a#1', 'a#1'])
    expect(await cache.use(wish('a'), nameOf)).toBe('a#1')
    expect(made).toHaveLength(1)
  })

  test('an open that fails is told to all who wait, and the next use tries again', async () => {
    await using cache = new ClientCache<Client>()
    const { made, wish } = wishes()
    const broken = { ...wish('a'), open: () => Promise.reject(new Error('refused')) }
    const asked = await Promise.allSettled([cache.use(broken, nameOf), cache.use(broken, nameOf)])
    expect(asked.map((one) => one.status)).toEqual(['rejected', 'rejected'])
    expect(cache.size).toBe(0)
    expect(await cache.use(wish('a'), nameOf)).toBe('a#1')
    expect(made).toHaveLength(1)
  })

  test('what the use rejects with reaches the caller, and the client stays', async () => {
    await using cache = new ClientCache<Client>()
    const { made, wish } = wishes()
    await expect(cache.use(wish('a'), () => Promise.reject(new Error('no route')))).rejects.toThrow('no route')
    await cache.use(wish('a'), nameOf)
    expect(made).toHaveLength(1)
  })
})

describe('making anew', () => {
  test('another fingerprint is another client; the old one is closed when its last user is done', async () => {
    await using cache = new ClientCache<Client>()
    const { made, wish } = wishes()
    const user = held()
    const using = cache.use(wish('a', 'old'), user.act)
    expect(await cache.use(wish('a', 'new'), nameOf)).toBe('a#new')
    expect(made.map((client) => client.closed)).toEqual([0, 0])
    user.end()
    await using
    await until(() => made[0]?.closed === 1)
    expect(made.map((client) => client.closed)).toEqual([1, 0])
  })

  test('a retired client is made anew', async () => {
    await using cache = new ClientCache<Client>()
    const { made, wish } = wishes()
    await cache.use(wish('a'), nameOf)
    cache.retire('a')
    cache.retire('unknown')
    await cache.use(wish('a'), nameOf)
    expect(made).toHaveLength(2)
    expect(made[0]?.closed).toBe(1)
  })
})

describe('closing', () => {
  test('an idle client is closed, one in use is not', async () => {
    await using cache = new ClientCache<Client>({ idleMs: 40 })
    const { made, wish } = wishes()
    const user = held()
    const using = cache.use(wish('busy'), user.act)
    await cache.use(wish('idle'), nameOf)
    await until(() => cache.size === 1)
    expect(made.map(({ name, closed }) => [name, closed])).toEqual([
      ['busy#1', 0],
      ['idle#1', 1],
    ])
    user.end()
    await using
    await until(() => cache.size === 0)
  })

  test('beyond the bound the one unused for longest gives way', async () => {
    await using cache = new ClientCache<Client>({ clientsMax: 2 })
    const { made, wish } = wishes()
    await cache.use(wish('a'), nameOf)
    await new Promise((resolve) => setTimeout(resolve, 2))
    await cache.use(wish('b'), nameOf)
    await new Promise((resolve) => setTimeout(resolve, 2))
    await cache.use(wish('a'), nameOf)
    await cache.use(wish('c'), nameOf)
    expect(cache.size).toBe(2)
    expect(made.map(({ name, closed }) => [name, closed])).toEqual([
      ['a#1', 0],
      ['b#1', 1],
      ['c#1', 0],
    ])
  })

  test('when all are in use there is none for another, and that is said', async () => {
    await using cache = new ClientCache<Client>({ clientsMax: 1 })
    const { made, wish } = wishes()
    const user = held()
    const using = cache.use(wish('a'), user.act)
    const refused = await cache.use(wish('b'), nameOf).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(ClientError)
    expect(refused instanceof ClientError && [refused.code, refused.shouldRetry()]).toEqual(['clients-exhausted', true])
    expect(made).toHaveLength(1)
    user.end()
    await using
    expect(await cache.use(wish('b'), nameOf)).toBe('b#1')
  })

  test('disposing waits for users, closes each client once and refuses what comes later', async () => {
    const cache = new ClientCache<Client>()
    const { made, wish } = wishes()
    const user = held()
    const using = cache.use(wish('a'), user.act)
    await cache.use(wish('b'), nameOf)
    let disposed = false
    const disposing = cache[Symbol.asyncDispose]().then(() => (disposed = true))
    await until(() => made[1]?.closed === 1)
    expect([disposed, made[0]?.closed]).toEqual([false, 0])
    user.end()
    await using
    await disposing
    expect(made.map((client) => client.closed)).toEqual([1, 1])
    await expect(cache.use(wish('a'), nameOf)).rejects.toThrow('clients-closed')
  })

  test('a client that cannot be closed is told of', async () => {
    const faults: unknown[] = []
    const cache = new ClientCache<AsyncDisposable>({ onFault: (key, fault) => faults.push([key, String(fault)]) })
    const client = { [Symbol.asyncDispose]: () => Promise.reject(new Error('stuck')) }
    const wish = { key: 'a', fingerprint: '', open: () => Promise.resolve(client) }
    await cache.use(wish, () => Promise.resolve())
    await cache[Symbol.asyncDispose]()
    expect(faults).toEqual([['a', 'Error: stuck']])
  })
})
