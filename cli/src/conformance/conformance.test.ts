import { readFileSync, readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { measureConformance } from './measure.ts'
import { originals } from './originals.ts'
import { readVectorSets, vectorsFolder } from './vector-sets.ts'

const { judged, report, unknown, gone } = measureConformance()

test('every answer is the original’s, but for the differences that are listed', () => {
  expect(unknown.map(({ vector, judgement }) => [vector.id, judgement])).toEqual([])
})

test('a listed difference is one', () => {
  expect(gone).toEqual([])
})

test('every line of every file was answered, and every language is in the report', () => {
  const lines = readdirSync(vectorsFolder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.jsonl'))
    .flatMap((path) => readFileSync(`${vectorsFolder}/${path}`, 'utf8').split('\n').filter(Boolean))
  expect(judged.length).toBe(lines.length)
  expect(judged.length).toBeGreaterThan(5_500)
  const langs = new Set(readVectorSets().flatMap(({ vectors }) => vectors.map(({ lang }) => lang)))
  expect([...langs].toSorted()).toEqual(Object.keys(originals).toSorted())
})

test('docs/conformance.md is current (npm run conformance)', () => {
  expect(readFileSync(new URL('../../../docs/conformance.md', import.meta.url), 'utf8')).toBe(report)
})
