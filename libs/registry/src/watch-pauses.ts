import type { Bus } from '@millrace/bus'
import { followBucket } from './follow-bucket.ts'
import { readPause, type Pause, type Pauses } from './pauses.ts'

/**
 * Follows the pauses. `onChange`, which must not throw, is called with all of them once they are known, and after every
 * change. A watch that breaks, or whose connection was lost, is opened anew; until then the pauses stay as they were.
 */
export function watchPauses(
  { bucket }: Pauses,
  bus: Bus,
  onChange: (pauses: readonly Pause[]) => void,
): Promise<AsyncDisposable> {
  return followBucket({
    bus,
    bucket,
    onEntries: (entries) => onChange([...entries.values()].map(readPause).filter((pause) => pause !== undefined)),
  })
}
