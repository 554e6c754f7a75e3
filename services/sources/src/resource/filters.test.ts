import { expect, test } from 'vitest'
import { labelSelector } from './label-selector.ts'
import { objectFilter } from './object-filter.ts'
import type { Told } from './known-objects.ts'

test('labels become a selector that the API reads', () => {
  expect(labelSelector(undefined)).toBeUndefined()
  const labels = [
    { key: 'a', value: '1' },
    { key: 'b', operation: '==', value: '2' },
    { key: 'c', operation: '!=', value: '3' },
    { key: 'd', operation: 'in', value: '4,5' },
    { key: 'e', operation: 'notin', value: '6' },
    { key: 'f', operation: 'exists' },
    { key: 'g', operation: '!' },
    { key: 'h', operation: 'gt', value: '7' },
    { key: 'i', operation: 'lt', value: '8' },
  ] as const
  expect(labelSelector(labels)).toBe('a=1,b==2,c!=3,d in (4,5),e notin (6),f,!g,h>7,i<8')
  expect(() => labelSelector([{ key: 'f', operation: 'exists', value: 'x' }])).toThrow('exists takes no value')
})

const body = (more: object = {}) => ({
  metadata: {
    name: 'web-1',
    creationTimestamp: '2026-01-01T10:00:00Z',
    managedFields: [
      { operation: 'Apply', time: '2026-01-01T12:00:00Z' },
      { operation: 'Update', time: '2026-01-01T11:00:00Z' },
    ],
  },
  status: { phase: 'Succeeded', replicas: 3 },
  ...more,
})
const told = (kind: Told['kind'] = 'ADD', object: object = body()): Told => ({
  kind,
  id: 'u',
  name: 'web-1',
  version: '1',
  body: JSON.stringify(object),
  oldBody: undefined,
})
const atMs = (time: string) => Date.parse(`2026-01-01T${time}Z`)
const passes = (filter: Parameters<typeof objectFilter>[0], what = told(), startedMs = 0) =>
  objectFilter(filter)(what, startedMs)

test('prefix, createdBy and fields', () => {
  expect([passes(undefined), passes({ prefix: 'web' }), passes({ prefix: 'db' })]).toEqual([true, true, false])
  expect(passes({ createdBy: '2026-01-01T10:00:00Z' })).toBe(true)
  expect(passes({ createdBy: '2026-01-01T09:59:59Z' })).toBe(false)
  const field = (key: string, value: string, operation?: '=' | '==' | '!=') =>
    passes({ fields: [{ key, value, ...(operation && { operation }) }] })
  expect(field('status.phase', '^Succ')).toBe(true)
  expect(field('status.phase', '^Succ', '!=')).toBe(false)
  expect(field('status.phase', 'Failed', '=')).toBe(false)
  // A missing path never passes; a number counts as an empty text.
  expect(field('status.nope', 'x', '!=')).toBe(false)
  expect(field('status.replicas', '^$')).toBe(true)
  expect(() => objectFilter({ fields: [{ key: 'a', value: '(' }] })).toThrow('filter.fields, a:')
})

test('what happened before the start does not pass', () => {
  const after = (kind: Told['kind'], time: string, object = body()) =>
    passes({ afterStart: true }, told(kind, object), atMs(time))
  expect([after('ADD', '10:00:00.9'), after('ADD', '10:00:01')]).toEqual([true, false])
  // Of managed fields only updates count.
  expect([after('UPDATE', '11:00:00'), after('UPDATE', '11:30:00')]).toEqual([true, false])
  const deleted = body({
    metadata: { creationTimestamp: '2026-01-01T10:00:00Z', deletionTimestamp: '2026-01-01T13:00:00Z' },
  })
  expect([after('DELETE', '13:00:00', deleted), after('DELETE', '13:00:01', deleted)]).toEqual([true, false])
  expect(after('DELETE', '20:00:00')).toBe(true)
})
