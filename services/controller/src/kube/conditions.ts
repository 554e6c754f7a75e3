import { listAt, textAt } from '@millrace/kube'
import type { JsonValue, Problem } from '@millrace/manifests'
import type { Obstacle } from './obstacle-board.ts'
import type { Verdict } from './verdict.ts'

/** A condition as `status.conditions` holds it. */
export interface Condition {
  readonly type: string
  readonly status: 'True' | 'False' | 'Unknown'
  readonly reason: string
  readonly message: string
  /** RFC 3339, to the second. */
  readonly lastTransitionTime: string
}

export type Wanted = Omit<Condition, 'lastTransitionTime'>

export type StatusKind = 'EventSource' | 'Sensor' | 'EventBus' | 'WorkflowEventBinding'

/** Which condition tells of a fault, by the path of the fault; the first that begins it counts. */
const parts: Readonly<
  Record<StatusKind, readonly { readonly type: string; readonly reason: string; readonly path: string }[]>
> = {
  EventSource: [{ type: 'SourcesProvided', reason: 'InvalidEventSource', path: '' }],
  Sensor: [
    { type: 'DependenciesProvided', reason: 'InvalidDependencies', path: 'spec.dependencies' },
    { type: 'TriggersProvided', reason: 'InvalidTriggers', path: '' },
  ],
  EventBus: [{ type: 'Configured', reason: 'InvalidSpec', path: '' }],
  WorkflowEventBinding: [{ type: 'Configured', reason: 'InvalidSpec', path: '' }],
}

/** Why an object that is right is not in force all the same. */
const obstacleReasons: Readonly<Record<StatusKind, string>> = {
  EventSource: 'EventBusNotReady',
  Sensor: 'EventBusNotReady',
  EventBus: 'StreamFailed',
  WorkflowEventBinding: 'NotInForce',
}

const problemsShownMax = 5
const messageCharsMax = 2_000

/** The conditions of an object: the original's types, and `Ready`, which sums them up. */
export function conditionsOf(kind: StatusKind, verdict: Verdict): readonly Wanted[] {
  const { faults, warnings, board } = verdict
  const placed = Map.groupBy(faults, ({ path }) => parts[kind].find((part) => path.startsWith(part.path)))
  const provided = parts[kind].map((part): Wanted => {
    const own = placed.get(part) ?? []
    return own.length === 0 ? isTrue(part.type, 'Valid') : isFalse(part.type, part.reason, own)
  })
  const all = [...provided, deployed(kind, verdict)]
  const wrong = all.find(({ status }) => status === 'False')
  const ready: Wanted =
    wrong === undefined
      ? {
          type: 'Ready',
          status: 'True',
          reason: 'InForce',
          message: [...warned(board), messageOf(warnings)].filter(Boolean).join('; '),
        }
      : { ...wrong, type: 'Ready' }
  return [...all, ready].sort((a, b) => (a.type < b.type ? -1 : 1))
}

/** As the original has it: nothing is known of an object that is wrong in itself. */
function deployed(kind: StatusKind, { faults, obstacles, board }: Verdict): Wanted {
  if (obstacles.length > 0) return isFalse('Deployed', obstacleReasons[kind], obstacles)
  const [error] = board.filter(({ isError }) => isError)
  if (error !== undefined) {
    const { reason, message } = error
    return { type: 'Deployed', status: 'False', reason, message: message.slice(0, messageCharsMax) }
  }
  if (faults.length === 0) return isTrue('Deployed', 'Succeeded')
  const message = 'not in force as it is written; the last generation that was right goes on, where there was one'
  return { type: 'Deployed', status: 'Unknown', reason: 'Invalid', message }
}

const warned = (board: readonly Obstacle[]): readonly string[] =>
  board.filter(({ isError }) => !isError).map(({ message }) => `warning: ${message}`)

function isTrue(type: string, reason: string): Wanted {
  return { type, status: 'True', reason, message: '' }
}

function isFalse(type: string, reason: string, problems: readonly Problem[]): Wanted {
  return { type, status: 'False', reason, message: messageOf(problems) }
}

/** `spec.triggers[0].template.http.url: …`, one problem after the other. */
function messageOf(problems: readonly Problem[]): string {
  const shown = problems.slice(0, problemsShownMax).map(({ severity, path, message, remedy }) => {
    const where = path === '' ? '' : `${path}: `
    return `${severity === 'warning' ? 'warning: ' : ''}${where}${message}${remedy === undefined ? '' : ` (${remedy})`}`
  })
  const more = problems.length - shown.length
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('; ').slice(0, messageCharsMax)
}

/**
 * The conditions as they are to be written. A time moves only where the status of its condition changes; conditions of
 * types that are not ours stay. Undefined where nothing differs from what is there.
 */
export function mergedConditions(
  wanted: readonly Wanted[],
  status: JsonValue | undefined,
  now: string,
): readonly JsonValue[] | undefined {
  const before = new Map(listAt(status, 'conditions').map((condition) => [textAt(condition, 'type'), condition]))
  const merged = wanted.map((condition) => {
    const old = before.get(condition.type)
    const isSame = textAt(old, 'status') === condition.status && textAt(old, 'lastTransitionTime') !== ''
    return { ...condition, lastTransitionTime: isSame ? textAt(old, 'lastTransitionTime') : now }
  })
  const isWritten = merged.every((condition) => {
    const old = before.get(condition.type)
    return (['status', 'reason', 'message'] as const).every((field) => textAt(old, field) === condition[field])
  })
  if (isWritten) return undefined
  const ours = new Set(wanted.map(({ type }) => type))
  return [...[...before].filter(([type]) => !ours.has(type)).map(([, condition]) => condition), ...merged]
}
