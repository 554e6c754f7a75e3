import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  GoTimeError,
  Time,
  formatDuration,
  formatTime,
  fromCivil,
  loadLocation,
  parseDuration,
  parseTime,
  roundDuration,
  utc,
} from './index.ts'

interface Question {
  readonly Op: 'format' | 'parse' | 'date' | 'duration' | 'round'
  readonly Layout?: string
  readonly Text?: string
  /** `-` for none. */
  readonly Zone?: string
  readonly Sec?: number
  readonly Nanos?: number
  readonly Civil?: readonly number[]
  readonly D?: number
}

type Answer = { readonly in: Question } & Readonly<Record<string, unknown>>

const lines = readFileSync(new URL('./answers/time.jsonl', import.meta.url), 'utf8').split('\n')
const answers = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Answer)

function shown(time: Time): object {
  const { offset, abbreviation } = time.zone
  return { sec: time.seconds, nanos: time.nanos, offset, abbr: abbreviation, loc: time.location.name }
}

function answerTo({ Op, Layout = '', Text = '', Zone = '', Sec = 0, Nanos = 0, Civil = [], D = 0 }: Question): object {
  switch (Op) {
    case 'format':
      return { text: formatTime(new Time(Sec, Nanos, loadLocation(Zone) ?? utc), Layout) }
    case 'parse':
      return shown(parseTime(Layout, Text, Zone === '-' ? undefined : loadLocation(Zone)))
    case 'date': {
      const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = Civil
      return shown(fromCivil({ year, month, day, hour, minute, second }, 0, loadLocation(Zone) ?? utc))
    }
    case 'duration': {
      const ns = parseDuration(Text)
      return { ns: String(ns), text: formatDuration(ns) }
    }
    case 'round':
      return { ns: String(roundDuration(BigInt(Sec), BigInt(D))), text: formatDuration(BigInt(Sec)) }
    default:
      return Op satisfies never
  }
}

/** What Go's time package says, as generated questions were put to it. */
describe("answers of Go's time", () => {
  test('there are enough of them', () => {
    expect(answers.length).toBeGreaterThan(600)
  })

  test.each(answers.map((answer) => [JSON.stringify(answer.in), answer] as const))('%s', (_, answer) => {
    const { in: question, error, ...rest } = answer
    if (error === undefined) expect(answerTo(question)).toEqual(rest)
    else expect(() => answerTo(question)).toThrow(new GoTimeError('syntax', typeof error === 'string' ? error : ''))
  })
})
