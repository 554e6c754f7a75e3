import { eventually } from '@millrace/testkit'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { constellation } from './up/constellation.fixture.ts'

test('the calendar example ticks in `up`: a log line for each tick, a beat apart', async () => {
  const example = readFileSync(new URL('../../examples/calendar/tick.yaml', import.meta.url), 'utf8')
  await using system = await constellation(example.replace('interval: 10s', 'interval: 1s'))
  const times = (): number[] =>
    system.lines
      .filter(({ sensorName }) => sensorName === 'ticks')
      .map(({ msg }) => /^\{"eventTime":"(.*) \+0000 UTC"\}$/u.exec(String(msg))?.[1] ?? '')
      .map((time) => Date.parse(`${time.replace(' ', 'T')}Z`))
  await eventually(() => expect(times().length).toBeGreaterThan(3), { withinMs: 20_000 })
  const sorted = times().toSorted((a, b) => a - b)
  for (const [nth, time] of sorted.entries()) expect(time - (sorted[0] ?? 0)).toBe(nth * 1_000)
})
