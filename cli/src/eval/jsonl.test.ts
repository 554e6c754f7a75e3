import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { answerLines, linesOf } from './jsonl.ts'

async function* chunks(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield await Promise.resolve(Buffer.from(text))
}

async function answers(...texts: readonly string[]): Promise<{ lines: unknown[]; strays: number }> {
  let written = ''
  const output = new Writable({
    highWaterMark: 1,
    write(chunk: Buffer, _encoding, done) {
      written += chunk.toString()
      setImmediate(done)
    },
  })
  const strays = await answerLines(chunks(...texts), output)
  return {
    lines: written
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
    strays,
  }
}

const ask = (id: string, lang: string, input: unknown): string =>
  `${JSON.stringify({ id, lang, input, category: 'x' })}\n`

test('each case has one answer: an output, or an error with its stage', async () => {
  const { lines, strays } = await answers(
    ask('a', 'expr', { expr: '1 + n', env: { n: { $int: '9007199254740993' } } }),
    ask('b', 'expr', { expr: '1 +', env: {} }),
    ask('c', 'expr', { expr: 'm.a.b', env: { m: {} } }),
    ask('d', 'nope', {}),
    ask('e', 're2', { op: 'match', pattern: 'a(', text: 'a' }),
  )
  const failed = (id: string, stage: string): unknown => ({ id, error: { stage, message: expect.any(String) } })
  expect(lines).toEqual([
    { id: 'a', output: { $int: '9007199254740994' } },
    failed('b', 'compile'),
    failed('c', 'run'),
    failed('d', 'compile'),
    failed('e', 'compile'),
  ])
  expect(strays).toBe(0)
})

test('lines may come in any pieces, and the last without an end', async () => {
  const line = ask('é', 'gjson', { op: 'valid', json: '{"é":1}' })
  const { lines } = await answers(line.slice(0, 7), line.slice(7), '\n', line.trimEnd())
  expect(lines).toEqual([1, 2].map(() => ({ id: 'é', output: { valid: true } })))
})

test('what is no case is answered too, and does not end the others', async () => {
  const { lines, strays } = await answers(
    '{"id":\n',
    '[]\n',
    '{"id":"a","lang":"expr"}\n',
    ask('z', 'sjson', { op: 'delete', json: '{"a":1}', path: 'a' }),
  )
  expect(lines.slice(0, 3)).toEqual(
    [1, 2, 3].map(() => ({ id: '', error: { stage: 'compile', message: expect.any(String) } })),
  )
  expect(lines[3]).toEqual({ id: 'z', output: { json: '{}' } })
  expect(strays).toBe(3)
})

test('a line that is too long is skipped, in whatever pieces it comes', async () => {
  const lines: unknown[] = []
  for await (const line of linesOf(chunks('ab\n', 'x'.repeat(6), 'x\ncd', '\n', 'y'.repeat(9)), 5)) lines.push(line)
  expect(lines).toEqual(['ab', undefined, 'cd', undefined])
})

test.each([
  [
    'a result that shares its parts',
    {
      expr: `let a0 = [1,1]; ${Array.from({ length: 30 }, (_, n) => `let a${n + 1} = [a${n}, a${n}];`).join(' ')} a30`,
      env: {},
    },
  ],
  ['a deep expression', { expr: '('.repeat(100_000), env: {} }],
  ['a megabyte', { expr: `"${'a'.repeat(1_000_000)}" +`, env: {} }],
])('%s ends in an error', async (_name, input) => {
  const { lines } = await answers(ask('a', 'expr', input))
  expect(lines).toEqual([{ id: 'a', error: { stage: expect.any(String), message: expect.any(String) } }])
})
