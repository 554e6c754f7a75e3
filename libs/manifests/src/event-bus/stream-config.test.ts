import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseStreamConfig } from './stream-config.ts'

const day = 86_400_000

describe('parseStreamConfig', () => {
  test.each([
    ['', {}],
    ['maxMsgs: 1000000\nmaxAge: 72h\nreplicas: 1\n', { maxMsgs: 1_000_000, maxAgeMs: 3 * day, replicas: 1 }],
    ['maxbytes: -1\nDuplicates: 300s', { maxBytes: -1, duplicatesMs: 300_000 }],
    ['retention: 0\ndiscard: 1', { retention: 'limits', discard: 'new' }],
    ['retention: "1"', { retention: 'interest' }],
    ['maxAge:', {}],
  ])('%j', (text, config) => {
    expect(parseStreamConfig(text)).toEqual({ config, faults: [] })
  })

  test.each([
    ['maxBytes: 1GB', { maxBytes: 2 ** 30 }, 'maxBytes: 1GB is read as 1073741824; Argo Events reads it as unlimited'],
    [
      'retention: interest',
      { retention: 'interest' },
      'retention: interest is understood here; Argo Events reads every word as 0',
    ],
    ['discard: DiscardNew', { discard: 'new' }, 'discard: new is understood here; Argo Events reads every word as 0'],
    ['maxAge: 3600', { maxAgeMs: 0.0036 }, 'maxAge: 3600 means nanoseconds'],
    [
      'retention: 2',
      { retention: 'workqueue' },
      'retention: a work queue cannot serve sensors, which read only what is new',
    ],
    ['max_age: 1h', {}, 'max_age: unknown key, ignored'],
  ])('%j is understood with a warning', (text, config, message) => {
    const parsed = parseStreamConfig(text)
    expect(parsed.config).toEqual(config)
    expect(parsed.faults.map(({ severity, message }) => [severity, message])).toEqual([['warning', message]])
  })

  test.each([
    ['maxAge: 1d', 'maxAge: time: unknown unit "d" in duration "1d"'],
    ['maxMsgs: many', 'maxMsgs: expected an integer, found "many"'],
    ['maxBytes: 1.5GB', 'maxBytes: expected a number of bytes, found "1.5GB"'],
    ['replicas: 6', 'replicas: 6 is not 1 to 5'],
    ['retention: forever', 'retention: expected 0 (limits), 1 (interest), 2 (workqueue)'],
    ['discard: 2', 'discard: expected 0 (old), 1 (new)'],
    ['- a', 'expected lines such as maxAge: 72h'],
    ['[', 'not YAML: Flow sequence must end with a ] (line 1)'],
  ])('%j is an error and left out', (text, message) => {
    const parsed = parseStreamConfig(text)
    expect(parsed.config).toEqual({})
    expect(parsed.faults.map(({ severity, message }) => [severity, message])).toEqual([['error', message]])
  })

  test('never throws', () => {
    const line = fc.tuple(fc.constantFrom('maxAge', 'maxBytes', 'retention', 'replicas', 'x', '__proto__'), fc.string())
    const text = fc.array(line).map((lines) => lines.map(([key, value]) => `${key}: ${value}`).join('\n'))
    fc.assert(
      fc.property(fc.oneof(fc.string(), text), (text) => {
        expect(parseStreamConfig(text).config).toBeTypeOf('object')
      }),
    )
  })
})
