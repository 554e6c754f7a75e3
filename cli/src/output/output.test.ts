import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { paintFor } from './paint.ts'
import { progressBar } from './progress-bar.ts'
import { show } from './show.ts'
import { cutLine, table } from './table.ts'
import { spanText, timeIn } from './time-text.ts'

const terminal = { isTTY: true }
const paint = paintFor(terminal, {})

describe('colours', () => {
  test('only on a terminal, and not where NO_COLOR or a dumb one says so', () => {
    expect(paint.good('x')).toBe('\u001b[32mx\u001b[39m')
    for (const [stream, env] of [
      [{}, {}],
      [terminal, { NO_COLOR: '1' }],
      [terminal, { TERM: 'dumb' }],
    ] as const) {
      expect(paintFor(stream, env).good('x')).toBe('x')
    }
  })

  test('take no room in a table, and none where a line is cut', () => {
    expect(
      table([
        ['a', 'b'],
        [paint.bad('long'), 'c'],
      ]),
    ).toBe(`a     b\n${paint.bad('long')}  c`)
    expect(cutLine(paint.bad('abcdef'), 4)).toBe('\u001b[31mabc\u001b[39m…')
    expect(cutLine('äöü', 3)).toBe('äöü')
  })
})

function screen(isTTY: boolean, columns = 10) {
  const written: string[] = []
  return { isTTY, columns, written, write: (text: string) => void written.push(text) }
}

describe('showing', () => {
  let asked = 0
  const shown = {
    ask: () => Promise.resolve((asked += 1)),
    text: (n: number) => `answer number ${n}`,
    json: (n: number) => ({ n }),
    code: (n: number) => n,
  }
  const never = new AbortController().signal

  test('once, as text, cut on a terminal alone', async () => {
    const [pipe, narrow] = [screen(false), screen(true)]
    asked = 4
    expect(await show(shown, {}, pipe, never)).toBe(5)
    await show(shown, {}, narrow, never)
    expect([pipe.written, narrow.written]).toEqual([['answer number 5\n'], ['answer nu…\n']])
  })

  test('again and again until it is stopped: JSON on a line each', async () => {
    const pipe = screen(false)
    const stop = new AbortController()
    asked = 0
    const watching = show(shown, { json: true, watch: 0.01 }, pipe, stop.signal)
    while (pipe.written.length < 3) await sleep(5)
    stop.abort()
    await watching
    expect(pipe.written.slice(0, 3)).toEqual(['{"n":1}\n', '{"n":2}\n', '{"n":3}\n'])
  })
})

describe('progress', () => {
  test('a bar over itself on a terminal', () => {
    const on = screen(true)
    {
      using bar = progressBar('redriving', on, { NO_COLOR: '1' })
      bar.tell(1, 2)
      bar.tell(2, 2, 'done')
    }
    expect(on.written.every((text) => text === '\n' || text.startsWith('\r\u001b[2K'))).toBe(true)
    expect(on.written.join('')).toContain('██████████████████████████████ 2 of 2 (100 %)')
    expect(on.written.at(-1)).toBe('\n')
  })

  test('a line for each tenth elsewhere, and one at the end', () => {
    const to = screen(false)
    using bar = progressBar('redriving', to, {})
    for (let done = 0; done <= 100; done += 1) bar.tell(done, 100)
    bar.tell(100, 100)
    expect(to.written).toHaveLength(11)
    expect(to.written.at(-1)).toBe('redriving: 100 of 100 (100 %)\n')
  })
})

test.each([
  [12, '12 µs'],
  [1_234, '1.23 ms'],
  [12_340_000, '12.3 s'],
  [600_000_000, '10 min'],
  [90_000_000_000, '25 h'],
])('%d µs is %s', (us, text) => {
  expect(spanText(us)).toBe(text)
})

test.each([
  ['90s', 910_000],
  ['15m', 100_000],
  ['1970-01-01T00:00:05Z', 5_000],
])('the time %s', (text, ms) => {
  const { seconds } = timeIn(text, 1_000_000)
  expect(Number(seconds) * 1_000).toBe(ms)
})

test('what is no time is refused with what is one', () => {
  expect(() => timeIn('yesterday', 0)).toThrow('how long ago: 90s, 15m, 6h, 2d')
})
