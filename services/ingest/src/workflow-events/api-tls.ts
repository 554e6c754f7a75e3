import { parser, type Parser } from '@millrace/service'
import type { TlsChoice } from '../key-pair.ts'

const words: readonly string[] = ['auto', 'off', 'self-signed']

/** The setting, as it is written. */
export const tlsSetting: Parser<string> = parser('auto, off, self-signed or <namespace>/<secret>', (given) =>
  words.includes(given) || /^[a-z0-9][-a-z0-9]*\/[a-z0-9][-.a-z0-9]*$/u.test(given) ? given : undefined,
)

/** Where the certificate comes from. `auto`: the API makes its own where there is a cluster, as the original; else none. */
export function apiTls(setting: string, hasCluster: boolean): TlsChoice | undefined {
  if (setting === 'off' || (setting === 'auto' && !hasCluster)) return undefined
  if (setting === 'auto' || setting === 'self-signed') return 'self-signed'
  const slash = setting.indexOf('/')
  const [namespace, name] = [setting.slice(0, slash), setting.slice(slash + 1)]
  return { namespace, cert: { name, key: 'tls.crt' }, key: { name, key: 'tls.key' } }
}
