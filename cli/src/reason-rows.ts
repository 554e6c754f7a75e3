/** The admin API's Reason in its JSON form: what is not given is protobuf's default. */
export interface Reason {
  readonly sentence?: string
  readonly kind?: string
  readonly listener?: {
    readonly namespace?: string
    readonly sensor?: string
    readonly trigger?: string
    readonly dependency?: string
  }
  readonly event?: { readonly eventId?: string; readonly eventSource?: string; readonly eventName?: string }
  readonly result?: string
}

/** A table of reasons, with its head. */
export function reasonRows(reasons: readonly Reason[]): string[][] {
  const rows = reasons.map(({ listener, sentence = '', ...reason }) => [
    listener === undefined ? '-' : `${listener.sensor}/${listener.trigger}`,
    listener?.dependency ?? '',
    wordOf(reason),
    sentence,
  ])
  return [['TRIGGER', 'DEPENDENCY', 'DECISION', 'WHY'], ...rows]
}

const dead = new Set(['RESULT_DEAD', 'RESULT_UNCERTAIN'])

function wordOf({ kind = 'DECISION_KIND_UNSPECIFIED', result = '' }: Reason): string {
  if (dead.has(result)) return 'dead letter'
  return kind === 'DECISION_KIND_UNSPECIFIED' ? 'untold' : kind.replace('DECISION_KIND_', '').toLowerCase()
}
