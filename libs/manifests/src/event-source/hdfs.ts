import { configMapKeySelector } from '../blocks/config-map-key-selector.ts'
import { checkEventFilter } from '../blocks/event-filter.ts'
import { secretKeySelector } from '../blocks/secret-key-selector.ts'
import { checkWatchPath, watchPathFields } from '../blocks/watch-path-config.ts'
import { list, may, need, object, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import { parseGoDuration } from '../text/go-duration.ts'
import type { Check } from '../validate/check.ts'
import { payloadFields } from './payload-fields.ts'

const operations = ['CREATE', 'WRITE', 'REMOVE', 'RENAME', 'CHMOD']

/** Changes of files in a directory of a Hadoop file system. */
export const hdfsEventSource = object('HDFSEventSource', {
  ...watchPathFields,
  type: need(string(), 'CREATE, WRITE, REMOVE, RENAME, CHMOD, several joined by |.', 'type is required'),
  checkInterval: may(string(), 'How often to look, as a Go duration. Default 1m.'),
  addresses: need(list(string()), 'Name nodes, host:port of their RPC.', 'addresses is required'),
  hdfsUser: may(string(), 'User, without Kerberos.'),
  krbCCacheSecret: may(secretKeySelector, 'Holds a Kerberos credential cache.'),
  krbKeytabSecret: may(secretKeySelector, 'Holds a Kerberos keytab.'),
  krbUsername: may(string(), 'Kerberos user of the keytab.'),
  krbRealm: may(string(), 'Kerberos realm of the keytab.'),
  krbConfigConfigMap: may(configMapKeySelector, 'Holds krb5.conf.'),
  krbServicePrincipalName: may(string(), 'Kerberos principal of the service.'),
  ...payloadFields,
})

export type HDFSEventSource = Infer<typeof hdfsEventSource>

export function checkHdfs(event: HDFSEventSource, check: Check): void {
  checkWatchPath(event, check)
  const unknown = event.type.split('|').filter((operation) => !operations.includes(operation))
  if (unknown.length > 0)
    check.error('invalid', event, ['type'], 'type is invalid', `known are ${operations.join(', ')}`)
  if (event.checkInterval !== undefined) {
    const interval = parseGoDuration(event.checkInterval)
    if (interval.kind === 'fault') {
      check.error('invalid', event, ['checkInterval'], `failed to parse interval: ${interval.message}`)
    }
  }
  checkKerberos(event, check)
  checkEventFilter(event.filter, check)
}

function checkKerberos(event: HDFSEventSource, check: Check): void {
  const hasService = event.krbServicePrincipalName !== undefined && event.krbConfigConfigMap !== undefined
  if (event.krbCCacheSecret === undefined && event.krbKeytabSecret === undefined) {
    if (event.hdfsUser !== undefined) return
    check.error('required', event, [], 'either hdfsUser, krbCCacheSecret or krbKeytabSecret is required')
  } else if (event.krbKeytabSecret !== undefined) {
    if (hasService && event.krbUsername !== undefined && event.krbRealm !== undefined) return
    const message =
      'krbServicePrincipalName, krbConfigConfigMap, krbUsername and krbRealm are required with krbKeytabSecret'
    check.error('required', event, [], message)
  } else if (!hasService) {
    const message = 'krbServicePrincipalName and krbConfigConfigMap are required with krbCCacheSecret'
    check.error('required', event, [], message)
  }
}
