import { expect, test } from 'vitest'

type Edges = ReadonlyMap<string, readonly string[]>
const { findCycle }: { readonly findCycle: (edges: Edges) => readonly string[] | null } = await import(
  new URL('./check-graph.mjs', import.meta.url).href
)

test.each<[string, Record<string, readonly string[]>, readonly string[] | null]>([
  ['a chain', { a: ['b'], b: ['c'], c: [] }, null],
  ['two ways to one place', { a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }, null],
  ['a package outside', { a: ['npm:x'] }, null],
  ['itself', { a: ['a'] }, ['a', 'a']],
  ['a circle further down', { a: ['b'], b: ['c'], c: ['d'], d: ['b'] }, ['b', 'c', 'd', 'b']],
])('%s', (_, edges, cycle) => {
  expect(findCycle(new Map(Object.entries(edges)))).toEqual(cycle)
})
