import fc from 'fast-check'
import { expect, test } from 'vitest'
import { KnownObjects, type Told } from './known-objects.ts'
import type { SeenObject } from './seen-object.ts'

const bytesMax = 1_000_000
const object = (id: string, version: number): SeenObject => ({
  id,
  name: id,
  namespace: 'n',
  version: String(version),
  text: `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"${id}","resourceVersion":"${version}"}}`,
})
const short = (told: Told | undefined) => told && `${told.kind} ${told.id}@${told.version}`
const shorts = (all: readonly Told[]) => all.map(short)

test('a watch tells what is new, what changed with what it was, and what is gone', () => {
  const known = new KnownObjects(bytesMax)
  expect(short(known.take({ kind: 'added', object: object('a', 1) }))).toBe('ADD a@1')
  const update = known.take({ kind: 'modified', object: object('a', 2) })
  expect(update).toMatchObject({ kind: 'UPDATE', body: object('a', 2).text, oldBody: object('a', 1).text })
  expect(known.take({ kind: 'modified', object: object('a', 2) })).toBeUndefined()
  const gone = known.take({ kind: 'deleted', object: object('a', 3) })
  // The last version before it: a list that lacks the object says the same.
  expect(gone).toMatchObject({ kind: 'DELETE', version: '2', body: object('a', 3).text, oldBody: undefined })
})

test('a list tells the difference: what came, what changed, what went', () => {
  const known = new KnownObjects(bytesMax)
  for (const id of ['stays', 'changes', 'goes']) known.take({ kind: 'added', object: object(id, 1) })
  const list = [object('stays', 1), object('changes', 5), object('comes', 6)]
  const told = list.flatMap((one) => known.meet(one))
  expect(shorts(told)).toEqual(['UPDATE changes@5', 'ADD comes@6'])
  expect(shorts(known.miss(new Set(list.map(({ id }) => id))))).toEqual(['DELETE goes@1'])
})

test('an object that was perhaps told as new before a crash is told so again, in the version of then', () => {
  const untold = { version: '3', name: 'a', text: object('a', 3).text, isWhole: true, isUntold: true }
  const after = (then: (known: KnownObjects) => readonly Told[]) => {
    const known = new KnownObjects(bytesMax)
    known.remember('a', untold)
    return shorts(then(known))
  }
  expect(after((known) => known.meet(object('a', 3)))).toEqual(['ADD a@3'])
  expect(after((known) => known.meet(object('a', 9)))).toEqual(['ADD a@3', 'UPDATE a@9'])
  expect(after((known) => known.miss(new Set()))).toEqual(['ADD a@3', 'DELETE a@3'])
})

test('a deletion that comes again after a crash is the same', () => {
  const known = new KnownObjects(bytesMax)
  known.rememberGone('a', '4')
  expect(short(known.take({ kind: 'deleted', object: object('a', 8) }))).toBe('DELETE a@4')
})

test('of objects beyond the bound only their place is known', () => {
  const known = new KnownObjects(object('a', 1).text.length)
  known.take({ kind: 'added', object: object('a', 1) })
  const big = {
    ...object('b', 1),
    text: `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"b","uid":"b"},"spec":{}}`,
  }
  known.take({ kind: 'added', object: big })
  expect(known.take({ kind: 'modified', object: object('b', 2) })).toMatchObject({ kind: 'UPDATE', oldBody: undefined })
  expect(known.miss(new Set(['a']))[0]?.body).toBe(
    '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"b","resourceVersion":"2"}}',
  )
})

type Step = { readonly id: string; readonly act: 'put' | 'delete' }
const steps = fc.array(fc.record({ id: fc.constantFrom('a', 'b', 'c'), act: fc.constantFrom('put', 'delete') }), {
  maxLength: 30,
}) as fc.Arbitrary<Step[]>

test('after a crash, whatever of the past a watch repeats, nothing is told that was not told before', () => {
  fc.assert(
    fc.property(steps, fc.nat(30), (all, from) => {
      const events: Parameters<KnownObjects['take']>[0][] = []
      const there = new Set<string>()
      all.forEach(({ id, act }, n) => {
        if (act === 'delete' && !there.has(id)) return
        const kind = act === 'delete' ? 'deleted' : there.has(id) ? 'modified' : 'added'
        if (act === 'delete') there.delete(id)
        else there.add(id)
        events.push({ kind, object: object(id, n + 1) })
      })
      const known = new KnownObjects(bytesMax)
      const first = new Set(events.map((event) => short(known.take(event))))
      // Memory is at the end, the position somewhere before: the crash came between.
      for (const event of events.slice(from)) expect(first).toContain(short(known.take(event)) ?? [...first][0])
      expect(known.size).toBe(there.size)
    }),
  )
})
