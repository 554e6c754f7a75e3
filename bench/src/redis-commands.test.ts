import { expect, test } from 'vitest'
import { commandsBetween, readCommandStats } from './redis-commands.ts'

const answer = (evalsha: number, set: number): string =>
  `$120\r\n# Commandstats\r\ncmdstat_evalsha:calls=${evalsha},usec=900,usec_per_call=7.50\r\ncmdstat_set:calls=${set},usec=1\r\ncmdstat_config|get:calls=2,usec=9\r\n\r\n+OK\r\n`

test('reads how often each command was run', () => {
  expect([...readCommandStats(answer(120, 7))]).toEqual([
    ['evalsha', 120],
    ['set', 7],
    ['config|get', 2],
  ])
})

test('tells what came on top, and leaves out what did not', () => {
  const [before, after] = [readCommandStats(answer(120, 7)), readCommandStats(answer(200, 7))]
  expect([...commandsBetween(before, after)]).toEqual([['evalsha', 80]])
  expect([...commandsBetween(new Map(), before)].length).toBe(3)
})
