import { expect, test } from 'vitest'
import { topSelfTime, type CpuProfile } from './cpu-profile.ts'

const node = (id: number, functionName: string, url = 'file:///repo/libs/bus/src/consume.ts', lineNumber = 9) => ({
  id,
  callFrame: { functionName, url, lineNumber },
})

const profile: CpuProfile = {
  nodes: [
    node(1, '(root)', ''),
    node(2, '(idle)', ''),
    node(3, 'act'),
    node(4, 'act'),
    node(5, 'parse', 'file:///repo/node_modules/lib/index.js', 0),
    node(6, '(garbage collector)', ''),
    node(7, ''),
  ],
  samples: [2, 3, 4, 5, 6, 7, 2],
  timeDeltas: [5, 900, 100, 200, 300, 250, 150],
}

test('adds up the time of a function over its call sites, and leaves waiting out', () => {
  expect(topSelfTime(profile, 10, '/repo')).toEqual([
    { name: 'act', place: 'libs/bus/src/consume.ts:10', ms: 0.3, share: 0.3 },
    { name: 'parse', place: 'lib/index.js:1', ms: 0.3, share: 0.3 },
    { name: '(garbage collector)', place: '(native)', ms: 0.25, share: 0.25 },
    { name: '(anonymous)', place: 'libs/bus/src/consume.ts:10', ms: 0.15, share: 0.15 },
  ])
})

test('shows no more than it is asked for, and bears an empty profile', () => {
  expect(topSelfTime(profile, 2).map(({ name }) => name)).toEqual(['act', 'parse'])
  expect(topSelfTime({ nodes: [], samples: [], timeDeltas: [] }, 5)).toEqual([])
})
