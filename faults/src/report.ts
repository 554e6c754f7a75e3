import { violationKinds, type Violation } from './judge.ts'
import { passed, type Run } from './run-scenario.ts'

const shownMax = 5

/** The runs as a table for a terminal, and below it what was found wrong. */
export function report(runs: readonly Run[], seed: number): string {
  const table = columns([heads, ...runs.map(row)])
  return [`seed ${seed}`, '', ...table, '', ...runs.flatMap(findings), closing(runs)].join('\n')
}

const heads = [
  'scenario',
  'verdict',
  'sent',
  'deliveries',
  'acked',
  'refused',
  'no answer',
  'effects',
  'repeats',
  'effects*',
  'doubled*',
  'marked*',
  's',
]

/** `*`: at the target that ignores keys. */
function row(run: Run): readonly string[] {
  const { verdict } = run
  const honouring = verdict.targets.find(({ honoursKeys }) => honoursKeys)
  const ignoring = verdict.targets.find(({ honoursKeys }) => !honoursKeys)
  const numbers = [
    verdict.sends,
    verdict.deliveries,
    verdict.acked,
    run.refused,
    run.unanswered,
    honouring?.effects,
    honouring?.repeats,
    ignoring?.effects,
    ignoring?.doubled,
    ignoring?.markedUncertain,
    run.seconds,
  ]
  return [run.scenario, passed(run) ? 'PASS' : 'FAIL', ...numbers.map((number) => String(number ?? ''))]
}

function findings(run: Run): readonly string[] {
  if (passed(run)) return []
  const byKind = Map.groupBy(run.verdict.violations, ({ kind, trigger }) => `${kind} at ${trigger}`)
  return [
    `${run.scenario}:`,
    ...run.faults.map((fault) => `  ${fault}`),
    ...[...byKind.values()].map((found) => `  ${told(found)}`),
    '',
  ]
}

function told(found: readonly Violation[]): string {
  const [first] = found
  if (first === undefined) return ''
  const ids = found.slice(0, shownMax).map(({ id }) => id)
  const more = found.length > shownMax ? ', …' : ''
  return `${first.kind}: ${found.length} ${violationKinds[first.kind]} (trigger ${first.trigger}): ${ids.join(', ')}${more}`
}

function closing(runs: readonly Run[]): string {
  const failed = runs.filter((run) => !passed(run)).length
  return `${runs.length - failed} passed, ${failed} failed`
}

/** The first two columns to the left, numbers to the right. */
function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = heads.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)))
  const pad = (text: string, column: number): string => {
    const width = widths[column] ?? 0
    return column < 2 ? text.padEnd(width) : text.padStart(width)
  }
  return rows.map((cells) => cells.map(pad).join('  '))
}
