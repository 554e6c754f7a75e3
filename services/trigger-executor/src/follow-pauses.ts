import type { Bus } from '@millrace/bus'
import type { RoadInvocation } from '@millrace/protocol/wire'
import { openPauses, PauseSet, watchPauses } from '@millrace/registry'
import { releaseHeld } from './release-held.ts'

/** The pauses in force, those of manifests included. */
export interface FollowedPauses extends AsyncDisposable {
  readonly isPaused: (invocation: RoadInvocation) => boolean
  /** The manifests have changed: pauses may have ended. */
  readonly changed: () => void
}

export interface PauseSources {
  readonly bus: Bus
  readonly replicas: number
  readonly stop: AbortSignal
  readonly onFault: (fault: unknown) => void
  /** Whether a manifest's annotation pauses what is held under this subject. */
  readonly isPausedSubject: (subject: string) => boolean
}

/** A dlqTrigger's invocation is paused with the trigger that it buries. */
export const pausedName = ({ trigger, failure }: RoadInvocation): string => failure?.trigger ?? trigger

/** Follows the pauses that people order, and releases what was held when one is over. */
export async function followPauses({ bus, replicas, stop, ...sources }: PauseSources): Promise<FollowedPauses> {
  await using setup = new AsyncDisposableStack()
  const pauses = await openPauses(bus, replicas, stop)
  let inForce = new PauseSet([])
  let wake = (): void => {}
  const onChange = (all: Iterable<Parameters<PauseSet['isPaused']>[0]>): void => {
    inForce = new PauseSet(all)
    wake()
  }
  setup.use(await watchPauses(pauses, bus, onChange))
  const isPaused = (subject: string): boolean => inForce.isPausedSubject(subject) || sources.isPausedSubject(subject)
  const release = setup.use(releaseHeld({ bus, isPaused, stop, onFault: sources.onFault }))
  wake = () => release.wake()
  const owned = setup.move()
  return {
    isPaused: (invocation) => inForce.isPaused({ ...invocation, trigger: pausedName(invocation) }),
    changed: () => release.wake(),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
