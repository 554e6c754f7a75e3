import { BusFault } from './bus-fault.ts'

/** What the client needs to know to reach NATS. */
export interface NatsAddress {
  readonly servers: readonly string[]
  readonly user?: string
  readonly pass?: string
  readonly token?: string
}

/**
 * Reads one URL, or several separated by commas. Credentials stand in the URL, as NATS's own tools take them:
 * `nats://user:password@host:4222`, or a token alone; the client takes them apart from the address. Of several, the first
 * one's count for all. Throws `bus-address-invalid`.
 */
export function natsAddress(urls: string): NatsAddress {
  const each = urls.split(',')
  const servers = each.map((url) => url.replace(/^([a-z]+:\/\/)[^/]*@/, '$1'))
  for (const server of servers) checkServer(server)
  const [, user = '', password] = /^[a-z]+:\/\/([^/@:]*)(?::([^/]*))?@/.exec(each[0] ?? '') ?? []
  if (user === '') return { servers }
  if (password === undefined) return { servers, token: plain(user) }
  return { servers, user: plain(user), pass: plain(password) }
}

const form = /^(?:(?:nats|tls):\/\/)?(?:\[[0-9a-f:.]+\]|[^\s:/@[\]?#]+)(?::(\d{1,5}))?\/?$/iu
const portMax = 65_535
const shownMax = 200

/** The client would look for a host in whatever it is given, and for ever. */
function checkServer(server: string): void {
  const [whole, port = '0'] = form.exec(server) ?? []
  if (whole !== undefined && Number(port) <= portMax) return
  // Credentials may stand where they are not looked for.
  const shown = JSON.stringify(server.slice(server.lastIndexOf('@') + 1, shownMax))
  throw new BusFault('bus-address-invalid', `${shown} is no address of a NATS server`)
}

/** A `%` that introduces nothing stands for itself. */
function plain(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
