import { checkEventFilter } from '../blocks/event-filter.ts'
import { checkWatchPath, watchPathConfig } from '../blocks/watch-path-config.ts'
import { boolean, may, need, object, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import { checkFileOperations } from '../validate/check-file-operations.ts'
import type { Check } from '../validate/check.ts'
import { payloadFields } from './payload-fields.ts'

/** Changes of files in a directory. */
export const fileEventSource = object('FileEventSource', {
  eventType: need(string(), 'CREATE, WRITE, REMOVE, RENAME or CHMOD.', 'type must be specified'),
  watchPathConfig: need(watchPathConfig, 'What to watch.', 'directory is required'),
  polling: may(boolean(), 'Looks again and again instead of being told by the kernel.'),
  ...payloadFields,
})

export type FileEventSource = Infer<typeof fileEventSource>

export function checkFile(event: FileEventSource, check: Check): void {
  const watch = event.watchPathConfig
  checkWatchPath(watch, check)
  if (event.polling !== true && watch.path !== undefined && !watch.directory.endsWith('/')) {
    const message = 'Argo Events never matches path unless directory ends in /'
    check.warning('suspect', watch, ['directory'], message, `write directory: ${watch.directory}/`)
  }
  checkFileOperations(event, 'eventType', event.eventType, check)
  checkEventFilter(event.filter, check)
}
