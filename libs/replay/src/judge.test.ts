import { endWords } from '@millrace/history'
import { expect, test } from 'vitest'
import { judge, type Verdict } from './judge.ts'
import type { ReplayMode } from './replay.ts'

const ends = [
  'succeeded',
  'dead',
  'uncertain',
  'retrying',
  'nothing, in the ledger’s window',
  'nothing, beyond it',
] as const

const table: Record<ReplayMode, Record<(typeof ends)[number], Verdict>> = {
  'skip-done': {
    succeeded: 'skip',
    dead: 'skip',
    uncertain: 'skip',
    retrying: 'skip',
    'nothing, in the ledger’s window': 'fire',
    'nothing, beyond it': 'unknown',
  },
  'redo-failed': {
    succeeded: 'skip',
    dead: 'redrive',
    uncertain: 'redrive',
    retrying: 'skip',
    'nothing, in the ledger’s window': 'fire',
    'nothing, beyond it': 'unknown',
  },
  'force-new': {
    succeeded: 'fire-new',
    dead: 'fire-new',
    uncertain: 'fire-new',
    retrying: 'fire-new',
    'nothing, in the ledger’s window': 'fire-new',
    'nothing, beyond it': 'fire-new',
  },
  shadow: {
    succeeded: 'skip',
    dead: 'skip',
    uncertain: 'skip',
    retrying: 'skip',
    'nothing, in the ledger’s window': 'fire',
    'nothing, beyond it': 'unknown',
  },
}

test.each(
  Object.entries(table).flatMap(([mode, row]) => Object.entries(row).map(([end, verdict]) => [mode, end, verdict])),
)('%s: %s → %s', (mode, end, verdict) => {
  const known = { end: endWords[end ?? ''], isInLedger: end?.includes('window') ?? false }
  // Keys of the table above.
  expect(judge(mode as ReplayMode, known)).toBe(verdict)
})
