import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { eventSourceTypeKeys } from '../event-source/types.ts'
import { TRIGGER_TYPES } from '../sensor/trigger-types.ts'
import { formatProblem } from '../problem.ts'
import { validateSet } from '../validate/validate-set.ts'
import { embeddedTexts } from './embedded-texts.ts'
import { readManifest, readManifests, type ReadResult } from './read-manifests.ts'

const kinds = ['EventSource', 'Sensor', 'EventBus', 'Secret', 'ConfigMap', 'List', 'Pod']
const words = [
  ...(
    'name template webhook port endpoint filters data value src dest payload filter dependencies triggers policy ' +
    'retryStrategy duration conditions jetstream nats kafka streamConfig __proto__ constructor toString spec metadata ' +
    'items kind tls resource'
  ).split(' '),
  ...eventSourceTypeKeys,
  ...TRIGGER_TYPES,
]

/** JSON whose names are mostly ours, so that it gets far into the tables. */
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 6, depthSize: 'medium' },
    fc.oneof(
      fc.string(),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
    ),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...words), fc.string()), tie('value'), { maxKeys: 6 }),
  ),
})).value

const manifest = fc.record(
  {
    apiVersion: fc.oneof(fc.constantFrom('argoproj.io/v1alpha1', 'v1'), json),
    kind: fc.oneof(fc.constantFrom(...kinds), json),
    metadata: fc.oneof(fc.record({ name: fc.constantFrom('a', 'b'), annotations: json }), json),
    spec: json,
    data: json,
    items: fc.array(json),
  },
  { requiredKeys: ['kind'] },
)

/** What holds of every result, whatever was read. */
function expectSound({ objects, problems }: ReadResult): void {
  const errors = problems.filter(({ severity }) => severity === 'error')
  for (const read of objects) {
    const hasError = read.problems.some(({ severity }) => severity === 'error')
    expect(read.object === undefined).toBe(hasError)
    if (read.object !== undefined) expect(embeddedTexts(read.object)).toBeInstanceOf(Array)
  }
  if (errors.length === 0) expect(objects.every(({ object }) => object !== undefined)).toBe(true)
  for (const problem of [...problems, ...validateSet(objects)])
    expect(formatProblem(problem)).not.toContain('undefined')
}

// Generous, for a machine that does other things too.
describe('reading never throws', { timeout: 60_000 }, () => {
  test('values', () => {
    fc.assert(
      fc.property(fc.oneof(manifest, json), (value) => {
        expectSound(readManifest(value, 'api'))
      }),
      { numRuns: 1000 },
    )
  })

  test('JSON texts, and they give what the values give', () => {
    fc.assert(
      fc.property(fc.oneof(manifest, json), (value) => {
        fc.pre(value !== null)
        const text = readManifests(JSON.stringify(value), 'f')
        expectSound(text)
        const codes = (result: ReadResult): readonly string[] =>
          result.problems
            .filter(({ severity }) => severity === 'error')
            .map(({ code, path }) => `${code} ${path}`)
            .sort()
        if (text.problems.every(({ code }) => code !== 'syntax' && code !== 'limit')) {
          expect(codes(text)).toEqual(codes(readManifest(JSON.parse(JSON.stringify(value)), 'f')))
        }
      }),
      { numRuns: 300 },
    )
  })

  test('any text', () => {
    const piece = fc.constantFrom(
      'a',
      ': ',
      '\n',
      '  ',
      '- ',
      '[',
      ']',
      '{',
      '}',
      '"',
      "'",
      '&x ',
      '*x',
      '<<: ',
      '|\n',
      '---\n',
      '? ',
      '!t ',
      '#',
      ',',
      '\t',
      '%YAML 1.2\n',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join('')),
        ),
        (text) => {
          expectSound(readManifests(text, 'f'))
        },
      ),
      { numRuns: 1000 },
    )
  })
})
