import { endWords } from '@millrace/history'
import type { ReplayMode } from './replay.ts'

/** What is known of an invocation that a recorded event would make due. */
export interface Known {
  /** What it has come to; undefined: nobody tells of it. */
  readonly end: number | undefined
  /** Whether the ledger still has its effect, if there is one: it acts once for an invocation id. */
  readonly isInLedger: boolean
}

/** What a replay does about an invocation. */
export type Verdict =
  /** It is made due under its own id: the ledger sees to it that an effect that is there does not happen again. */
  | 'fire'
  /** It is made due as a new one of this replay. */
  | 'fire-new'
  /** Its dead letter is tried again. */
  | 'redrive'
  /** Its effect is there, is under way, or it was given up. */
  | 'skip'
  /** It is not known whether its effect is there. */
  | 'unknown'

/** Decides by the mode and by what is known. A shadow is judged as `skip-done`, and its verdicts are only told. */
export function judge(mode: ReplayMode, { end, isInLedger }: Known): Verdict {
  if (mode === 'force-new') return 'fire-new'
  if (end !== undefined) return mode === 'redo-failed' && isGivenUp(end) ? 'redrive' : 'skip'
  return isInLedger ? 'fire' : 'unknown'
}

/** A dead letter, or one that a person decides on. */
const isGivenUp = (end: number): boolean => end === endWords['dead'] || end === endWords['uncertain']
