import type { CheckedObject, Finding, Verdict } from './check-object.ts'

/** What the whole comes to. */
export interface MigrateReport {
  readonly objects: readonly CheckedObject[]
  /** What is wrong with files and objects that are none of ours. */
  readonly others: readonly Finding[]
}

const words: Readonly<Record<Verdict, string>> = {
  runs: 'runs as it is',
  differs: 'runs, with differences',
  unsupported: 'does not run whole',
  refused: 'is refused',
}

export function countsOf({ objects }: MigrateReport): Readonly<Record<Verdict, number>> {
  const counts = { runs: 0, differs: 0, unsupported: 0, refused: 0 }
  for (const { verdict } of objects) counts[verdict] += 1
  return counts
}

/** For a person: an object a paragraph, a field a line, and what it comes to at the end. */
export function showReport(report: MigrateReport): string {
  const lines = report.objects.flatMap(({ kind, namespace, name, file, verdict, findings }) => [
    `${kind} ${namespace}/${name} (${file}): ${words[verdict]}`,
    ...findings.map(showFinding),
  ])
  const { runs, differs, unsupported, refused } = countsOf(report)
  const sum = `${report.objects.length} objects: ${runs} run as they are, ${differs} with differences, ${unsupported} not whole, ${refused} refused`
  return [...lines, ...report.others.map(showFinding), sum, ''].join('\n')
}

function showFinding({ level, line, column, path, message, remedy }: Finding): string {
  const place = line > 0 ? `${line}:${column} ` : ''
  const todo = remedy === undefined ? '' : `; ${remedy}`
  return `  ${level.padEnd(11)} ${place}${path === '' ? '' : `${path}: `}${message}${todo}`
}
