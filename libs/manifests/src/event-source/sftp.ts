import { checkEventFilter } from '../blocks/event-filter.ts'
import { secretKeySelector } from '../blocks/secret-key-selector.ts'
import { checkWatchPath, watchPathConfig } from '../blocks/watch-path-config.ts'
import { may, need, object, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import { parseGoDuration } from '../text/go-duration.ts'
import { checkFileOperations } from '../validate/check-file-operations.ts'
import type { Check } from '../validate/check.ts'
import { payloadFields } from './payload-fields.ts'

/** Changes of files in a directory of an SFTP server. */
export const sftpEventSource = object('SFTPEventSource', {
  eventType: need(string(), 'CREATE (new or changed) or REMOVE.', 'type must be specified'),
  watchPathConfig: need(watchPathConfig, 'What to watch.', 'directory is required'),
  address: need(secretKeySelector, 'Holds host:port.', 'address is required'),
  username: need(secretKeySelector, 'Holds the user name.', 'username is required'),
  password: may(secretKeySelector, 'Holds the password; or sshKeySecret.'),
  sshKeySecret: may(secretKeySelector, 'Holds the private key and the server’s host key.'),
  pollIntervalDuration: may(string(), 'How often to look, as a Go duration. Default 10s.'),
  ...payloadFields,
})

export type SFTPEventSource = Infer<typeof sftpEventSource>

export function checkSftp(event: SFTPEventSource, check: Check): void {
  checkWatchPath(event.watchPathConfig, check)
  checkFileOperations(event, 'eventType', event.eventType, check)
  if (event.password === undefined && event.sshKeySecret === undefined) {
    check.error('required', event, [], 'either password or sshKeySecret is required')
  }
  if (event.pollIntervalDuration !== undefined) {
    const interval = parseGoDuration(event.pollIntervalDuration)
    if (interval.kind === 'fault') check.error('invalid', event, ['pollIntervalDuration'], interval.message)
  }
  checkEventFilter(event.filter, check)
}
