import { secretKeySelector } from '../blocks/secret-key-selector.ts'
import { checkTls, tlsConfig } from '../blocks/tls-config.ts'
import { may, need, object, string, usually } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import type { Check } from '../validate/check.ts'
import { checkStreamConfig } from './check-stream-config.ts'

/** Somebody else’s JetStream server. */
export const jetstreamExoticBus = object('JetStreamConfig', {
  url: need(string(), 'URL of the server; several with commas.', 'url is required'),
  accessSecret: may(secretKeySelector, 'Holds YAML with username and password.'),
  streamConfig: may(string(), 'YAML text; see parseStreamConfig.'),
  tls: may(tlsConfig, 'TLS towards the server.'),
  auth: may(usually(['none', 'token', 'basic', 'jwt']), 'What accessSecret holds.'),
})

export type JetStreamExoticBus = Infer<typeof jetstreamExoticBus>

export function checkJetstreamExotic(bus: JetStreamExoticBus, check: Check): void {
  const strange = (bus.url ?? '')
    .split(',')
    .map((server) => server.trim())
    .find((server) => /^[a-z]+:\/\//iu.test(server) && !/^(?:nats|tls):\/\//iu.test(server))
  if (strange !== undefined) {
    // Without what may stand before the host: a user and a password.
    const shown = JSON.stringify(strange.replace(/\/\/.*@/u, '//'))
    check.warning(
      'suspect',
      bus,
      ['url'],
      `${shown} cannot be reached: servers are reached by nats:// and tls:// alone`,
    )
  }
  checkTls(bus.tls, check)
  checkStreamConfig(bus, bus.streamConfig, check)
}
