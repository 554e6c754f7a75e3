import { describe, expect, test } from 'vitest'
import { BindingError } from './binding.ts'
import type { BindingSpec } from './binding.ts'
import { BindingDecider } from './decide-binding.ts'

const decider = new BindingDecider({ nowMs: () => Date.UTC(2024, 1, 29) })
const event = {
  namespace: 'argo',
  discriminator: 'github',
  metadata: { 'x-github-event': ['push'], Authorization: ['secret'] },
  payload: { n: 3, s: 'a"b\n<', o: { k: [1, null] } },
}
const decide = (spec: BindingSpec, payload: unknown = event.payload): unknown =>
  decider.decide(spec, { ...event, payload })
const always = (submit: BindingSpec['submit']): BindingSpec => ({
  event: { selector: 'true' },
  ...(submit && { submit }),
})

function failure(act: () => unknown): BindingError {
  try {
    act()
  } catch (error) {
    if (error instanceof BindingError) return error
    throw error
  }
  throw new Error('it did not fail')
}

test('the selector sees payload, discriminator, namespace, and headers that begin with x-', () => {
  const selector = 'payload.n > 2 && discriminator == "github" && metadata["x-github-event"][0] == "push"'
  expect(decide({ event: { selector } })).toEqual({ kind: 'matched' })
  expect(decide({ event: { selector: 'len(metadata) != 1' } })).toEqual({ kind: 'unmatched' })
})

test('parameters are JSON, texts without their quotes and with their escapes', () => {
  const wanted = { n: '3', s: String.raw`a\"b\n<`, o: '{"k":[1,null]}', none: 'null' }
  const parameters = Object.keys(wanted).map((name) => ({ name, valueFrom: { event: `payload.${name}` } }))
  expect(decide(always({ arguments: { parameters } }))).toMatchObject({
    parameters: Object.entries(wanted).map(([name, value]) => ({ name, value })),
  })
})

test('metadata has the functions, and gives what its expressions give', () => {
  const metadata = {
    name: 'sprig.lower("A") + "-" + string(asInt("4"))',
    generateName: '',
    labels: { b: 'jsonpath(toJson(payload), "$.o.k[0]") == 1 ? "one" : "other"', a: 'now().Format("2006")' },
  }
  expect(decide(always({ metadata }))).toEqual({
    kind: 'submit',
    name: 'a-4',
    labels: { a: '2024', b: 'one' },
    annotations: {},
    parameters: [],
  })
})

describe('errors', () => {
  test.each<[string, BindingSpec, 'compile' | 'run', RegExp]>([
    [
      'a selector that is no boolean',
      { event: { selector: 'payload.n' } },
      'run',
      /cast expression result '3' to bool/,
    ],
    ['a name that is not there', { event: { selector: 'event.x' } }, 'compile', /unknown name event/],
    ['sprig in a selector', { event: { selector: 'sprig.trim("") == ""' } }, 'compile', /unknown name sprig/],
    [
      'a label that is no text',
      always({ metadata: { labels: { k: 'payload.n' } } }),
      'run',
      /label "k".* not a float64/,
    ],
    ['env', always({ metadata: { name: 'sprig.env("HOME")' } }), 'run', /cannot call nil/],
    ['no valueFrom', always({ arguments: { parameters: [{ name: 'p' }] } }), 'run', /valueFrom is nil/],
    ['an empty event', always({ arguments: { parameters: [{ name: 'p', valueFrom: {} }] } }), 'compile', /EOF/],
    [
      'no JSON',
      always({ arguments: { parameters: [{ name: 'p', valueFrom: { event: '0/0' } }] } }),
      'run',
      /convert result/,
    ],
  ])('%s', (_name, spec, stage, message) => {
    const error = failure(() => decide(spec))
    expect(error.stage).toBe(stage)
    expect(error.message).toMatch(message)
  })

  test('the payload’s own type takes part in the check', () => {
    expect(failure(() => decide({ event: { selector: 'payload != nil && payload.x == 1' } }, null)).stage).toBe(
      'compile',
    )
  })
})
