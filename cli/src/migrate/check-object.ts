import { formatPath, type Problem, type ReadObject } from '@millrace/manifests'
import { eventBusNotes } from './event-bus-notes.ts'
import { eventSourceNotes } from './event-source-notes.ts'
import { matchNote } from './match-note.ts'
import type { MigrateNote } from './migrate-note.ts'
import { sensorNotes } from './sensor-notes.ts'

/** What became known of one field. */
export interface Finding {
  /** `refused`: it cannot come into force. `notice`: of no consequence. */
  readonly level: 'refused' | 'unsupported' | 'differs' | 'notice'
  readonly line: number
  readonly column: number
  readonly path: string
  readonly message: string
  readonly remedy?: string
}

/** How an object fares as a whole: the worst of its findings. */
export type Verdict = 'runs' | 'differs' | 'unsupported' | 'refused'

export interface CheckedObject {
  readonly kind: string
  readonly namespace: string
  readonly name: string
  /** The file, or `Sensor namespace/name` of a cluster. */
  readonly file: string
  readonly verdict: Verdict
  readonly findings: readonly Finding[]
}

const notes: readonly MigrateNote[] = [...eventBusNotes, ...eventSourceNotes, ...sensorNotes]
/** Remarks of validation on what is without effect in the original too. */
const ofNoConsequence: ReadonlySet<Problem['code']> = new Set([
  'unknown-field',
  'ignored-kind',
  'reference',
  'annotation',
])
const worst = ['refused', 'unsupported', 'differs', 'notice'] as const

/** What runs as it is, what differs and what does not work, of one object; `problems` are all of validation's that concern it. */
export function checkObject(read: ReadObject, problems: readonly Problem[]): CheckedObject {
  const found = [...problems.map(findingOf), ...notesOn(read)]
  const findings = found.toSorted((a, b) => worst.indexOf(a.level) - worst.indexOf(b.level) || a.line - b.line)
  const level = findings[0]?.level ?? 'notice'
  const { kind, namespace, name, file } = read
  return { kind, namespace, name, file, verdict: level === 'notice' ? 'runs' : level, findings }
}

function findingOf({ severity, code, line, column, path, message, remedy }: Problem): Finding {
  const level = severity === 'error' ? 'refused' : ofNoConsequence.has(code) ? 'notice' : 'differs'
  return { level, line, column, path, message, ...(remedy === undefined ? {} : { remedy }) }
}

function notesOn(read: ReadObject): readonly Finding[] {
  const { object } = read
  if (object === undefined) return []
  return notes
    .filter(({ kind }) => kind === object.kind)
    .flatMap((note) =>
      matchNote(note, object).map(({ node, field, path }) => {
        const { line, column } = read.locate(node, field)
        const { level, says: message, remedy } = note
        return { level, line, column, path: formatPath(path), message, ...(remedy === undefined ? {} : { remedy }) }
      }),
    )
}
