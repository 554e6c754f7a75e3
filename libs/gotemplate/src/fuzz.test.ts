import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { GoTemplateError } from './error.ts'
import { nodeWorld } from './node-world.fixture.ts'
import { untag } from './tagged.fixture.ts'
import { execute, parse } from './template.ts'

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8')
const data = untag(JSON.parse(read('./answers-data.json')))
const templates = read('./answers.jsonl')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => (JSON.parse(line) as { template: string }).template)

/** No text may do anything but render or fail in the one way there is. */
function survives(text: string): void {
  try {
    expect(
      typeof execute(parse(text, { world: nodeWorld, bounds: { stepsMax: 20_000, workMax: 200_000 } }), data),
    ).toBe('string')
  } catch (error) {
    expect(error).toBeInstanceOf(GoTemplateError)
  }
}

const scraps = [
  '{{',
  '}}',
  '{{-',
  '-}}',
  '(',
  ')',
  '|',
  '$x',
  ':=',
  '.',
  '"',
  '`',
  'range',
  'end',
  'else',
  'if',
  '1e9',
  'nil',
  '%',
]
const scrap = fc.oneof(fc.constantFrom(...scraps, ...templates), fc.string({ unit: 'binary', maxLength: 5 }))

test('any text', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => survives(`{{${text}}}`)))
})

test('scraps put together', () => {
  fc.assert(fc.property(fc.array(scrap, { maxLength: 8 }), (parts) => survives(parts.join(' '))))
})

test('templates with a part cut out or put in', () => {
  const mutated = fc.tuple(fc.constantFrom(...templates), fc.nat(300), fc.nat(6), scrap)
  fc.assert(
    fc.property(mutated, ([text, at, cut, extra]) => {
      survives(text.slice(0, at) + extra + text.slice(at + cut))
    }),
  )
})

test('functions with any arguments', () => {
  const names = [
    'substr',
    'chunk',
    'slice',
    'abbrev',
    'wrapWith',
    'splitn',
    'index',
    'dig',
    'round',
    'untilStep',
    'seq',
    'printf',
  ]
  const argument = fc.oneof(
    fc.integer().map(String),
    fc.double().map((float) => `(float64 "${float}")`),
    fc.string({ maxLength: 6 }).map((text) => JSON.stringify(text)),
    fc.constantFrom('.L', '.D', '.M', '.T', '.nul', '.Missing', 'nil', '.Y', '.V'),
  )
  const call = fc.tuple(fc.constantFrom(...names), fc.array(argument, { maxLength: 4 }))
  fc.assert(fc.property(call, ([name, args]) => survives(`{{ ${name} ${args.join(' ')} }}`)))
})
