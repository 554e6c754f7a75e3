import { describe, expect, test } from 'vitest'
import { parseByteSize } from './byte-size.ts'
import { parseClockTime } from './clock-time.ts'
import { isTimezone } from './timezone.ts'

describe('parseByteSize', () => {
  test.each([
    ['1048576', 1_048_576],
    ['-1', -1],
    ['10k', 10_000],
    ['1KB', 1024],
    ['1Ki', 1024],
    ['1KiB', 1024],
    ['1GB', 2 ** 30],
    ['1G', 1e9],
    ['2 MB', 2 ** 21],
    ['5B', 5],
  ])('%s is %d bytes', (text, bytes) => {
    expect(parseByteSize(text)).toBe(bytes)
  })

  test.each(['', 'GB', '1.5GB', '1XB', '1iB', '1e3'])('%j is no size', (text) => {
    expect(parseByteSize(text)).toBeUndefined()
  })
})

describe('parseClockTime', () => {
  test.each([
    ['00:00:00', 0],
    ['9:30:00', 34_200],
    ['23:59:59', 86_399],
    ['01:02:03.5', 3723.5],
    ['  09:00:00', 32_400],
  ])('%s is %d seconds', (text, seconds) => {
    expect(parseClockTime(text)).toBe(seconds)
  })

  test.each(['24:00:00', '09:30', '9:3:00', '12:60:00', 'noon', '', '09:00:00 ', '\t09:00:00'])(
    '%j is no time',
    (text) => {
      expect(parseClockTime(text)).toBeUndefined()
    },
  )
})

describe('isTimezone', () => {
  test.each(['', 'UTC', 'Local', 'Europe/Berlin', 'America/New_York', 'Etc/GMT+5'])('%j is one', (name) => {
    expect(isTimezone(name)).toBe(true)
  })

  test.each(['+02:00', 'Mars/Olympus', 'Europe', '-5', 'a b'])('%j is none', (name) => {
    expect(isTimezone(name)).toBe(false)
  })
})
