import { create } from '@bufbuild/protobuf'
import { ReplayMode, ReplaySchema, ReplayState, type Replay } from '@millrace/protocol/admin'
import type { ReplayMode as Mode, ReplayRecord, ReplayState as State } from '@millrace/replay'

const modes: Readonly<Record<Mode, ReplayMode>> = {
  'skip-done': ReplayMode.SKIP_DONE,
  'redo-failed': ReplayMode.REDO_FAILED,
  'force-new': ReplayMode.FORCE_NEW,
  shadow: ReplayMode.SHADOW,
}
const states: Readonly<Record<State, ReplayState>> = {
  running: ReplayState.RUNNING,
  done: ReplayState.DONE,
  cancelled: ReplayState.CANCELLED,
  failed: ReplayState.FAILED,
}

/** A replay as the API tells it. */
export function replayMessage({
  id,
  spec,
  state,
  note,
  startedAtUs,
  endedAtUs,
  eventsTotal,
  counts,
}: ReplayRecord): Replay {
  return create(ReplaySchema, {
    id,
    namespace: spec.namespace,
    mode: modes[spec.mode],
    state: states[state],
    note: [note, ...notesOf(counts)].filter((part) => part !== '').join('; '),
    startedBy: spec.by,
    startedAtUs: BigInt(startedAtUs),
    endedAtUs: BigInt(endedAtUs),
    eventsTotal: BigInt(eventsTotal),
    eventsDone: BigInt(counts.events),
    fired: BigInt(counts.fired),
    skipped: BigInt(counts.skipped),
    failed: BigInt(counts.failed),
    unknown: BigInt(counts.unknown),
    joins: BigInt(counts.joins),
    sensors: [...spec.sensors],
  })
}

function notesOf({ unknown, joins }: ReplayRecord['counts']): string[] {
  return [
    unknown === 0
      ? ''
      : `${unknown} invocations were left out: it is not known any more whether their effects are there (force-new makes them anew)`,
    joins === 0 ? '' : `${joins} events at triggers that join several were left alone`,
  ]
}
