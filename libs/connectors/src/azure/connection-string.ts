/** What a connection string of Azure Service Bus or Event Hubs says. It holds a secret. */
export interface AzureAccess {
  /** `sb://shop.servicebus.windows.net/`; tokens are made out to it, its path included. */
  readonly endpoint: string
  readonly host: string
  readonly port: number
  /** An emulator on the own machine: no TLS. */
  readonly isEmulator: boolean
  /** The queue, topic or hub that it is for; undefined: any. */
  readonly entityPath?: string
  readonly credential: AzureCredential
}

/** What gives the right to send. */
export type AzureCredential =
  | { readonly kind: 'key'; readonly name: string; readonly key: string }
  /** A token that somebody else has made. */
  | { readonly kind: 'signature'; readonly token: string }

const tlsPort = 5671
const plainPort = 5672

/**
 * Reads `Endpoint=sb://…;SharedAccessKeyName=…;SharedAccessKey=…`, or with `SharedAccessSignature=…`. Throws where
 * something is missing; no message shows a value.
 */
export function parseConnectionString(text: string): AzureAccess {
  const fields = new Map<string, string>()
  for (const part of text.split(';')) {
    // Keys are base64: they may end in equals signs.
    const at = part.indexOf('=')
    if (at > 0) fields.set(part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).trim())
  }
  const isEmulator = fields.get('usedevelopmentemulator')?.toLowerCase() === 'true'
  const place = parseEndpoint(fields.get('endpoint') ?? '', isEmulator)
  if (place === undefined) throw new Error('the connection string has no Endpoint=sb://…')
  const entityPath = fields.get('entitypath')
  return {
    ...place,
    isEmulator,
    ...(entityPath === undefined || entityPath === '' ? {} : { entityPath }),
    credential: credentialIn(fields),
  }
}

/** Reads `sb://shop.servicebus.windows.net/`; undefined when it is no such thing. */
export function parseEndpoint(
  text: string,
  isEmulator = false,
): Pick<AzureAccess, 'endpoint' | 'host' | 'port'> | undefined {
  const url = URL.parse(text)
  if (url === null || url.hostname === '') return undefined
  return {
    endpoint: text.endsWith('/') ? text : `${text}/`,
    host: url.hostname,
    port: url.port === '' ? (isEmulator ? plainPort : tlsPort) : Number(url.port),
  }
}

function credentialIn(fields: ReadonlyMap<string, string>): AzureCredential {
  const name = fields.get('sharedaccesskeyname') ?? ''
  const key = fields.get('sharedaccesskey') ?? ''
  const token = fields.get('sharedaccesssignature') ?? ''
  if (token !== '') return { kind: 'signature', token }
  if (name === '') throw new Error('the connection string has no SharedAccessKeyName')
  if (key === '') throw new Error('the connection string has no SharedAccessKey')
  return { kind: 'key', name, key }
}
