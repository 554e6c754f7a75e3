import { long, may, object } from '../../schema/build.ts'
import type { Infer } from '../../schema/schema.ts'

/** Writes the event to the log. */
export const logTrigger = object('LogTrigger', {
  intervalSeconds: may(long(0), 'At most one line in this time.'),
})

export type LogTrigger = Infer<typeof logTrigger>
