import type { Authenticator, NatsConnection } from '@nats-io/nats-core'
import type { NatsCredentials, NatsSettings } from './nats-settings.ts'

const connectMaxMs = 5_000

/**
 * Connects. The client does not reconnect by itself: what it would keep over an outage and send later has been given up
 * by then, and would be sent twice. Whoever needs the connection again opens another.
 */
export async function openNats(settings: NatsSettings, name: string): Promise<NatsConnection> {
  const { connect } = await import('@nats-io/transport-node')
  return connect({
    servers: [...settings.servers],
    name,
    reconnect: false,
    timeout: connectMaxMs,
    noAsyncTraces: true,
    ignoreClusterUpdates: true,
    ...(settings.tls === undefined ? {} : { tls: settings.tls }),
    ...(settings.credentials === undefined ? {} : { authenticator: await authenticatorOf(settings.credentials) }),
  })
}

async function authenticatorOf(credentials: NatsCredentials): Promise<Authenticator> {
  const { credsAuthenticator, nkeyAuthenticator, tokenAuthenticator, usernamePasswordAuthenticator } =
    await import('@nats-io/nats-core')
  switch (credentials.kind) {
    case 'basic':
      return usernamePasswordAuthenticator(credentials.user, credentials.pass)
    case 'token':
      return tokenAuthenticator(credentials.token)
    case 'nkey':
      return nkeyAuthenticator(Buffer.from(credentials.seed.trim()))
    case 'creds':
      return credsAuthenticator(Buffer.from(credentials.text))
    default:
      return credentials satisfies never
  }
}
