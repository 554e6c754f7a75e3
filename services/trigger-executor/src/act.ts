import type { SensorEvent } from '@millrace/sensor'
import type { ActiveSpan } from '@millrace/telemetry'
import type { Attempted, Finished } from './next-step.ts'
import type { DueInvocation } from './trigger.ts'

/** One attempt with a template whose parameters have been filled in. */
export type Act = (
  invocation: DueInvocation & { readonly seen: ReadonlyMap<string, SensorEvent> },
  span: ActiveSpan,
  mayBegin: () => boolean,
) => Promise<Attempted>

type Fault = Extract<Finished, { kind: 'failed' }>

/** A failure that no later attempt can mend: the trigger or its input is at fault. */
export function inputFault(reason: string): Fault {
  return { kind: 'failed', reason, status: 0, effect: 'none', final: true }
}

/** A failure before anything was sent that a later attempt may mend, such as a Secret that is not there yet. */
export function setupFault(reason: string): Fault {
  return { kind: 'failed', reason, status: 0, effect: 'none' }
}
