import { createConnection } from 'node:net'

const portDefault = 4222

/**
 * Resolves once one of the servers greets, as NATS does before it is asked; rejects with what the last of them does
 * instead, and with the reason of `stop` once that aborts. Nothing of it stays open. The NATS client cannot be called off,
 * and leaves the connection open to a server that takes it and says nothing.
 */
export async function awaitGreeting(servers: readonly string[], maxMs: number, stop: AbortSignal): Promise<void> {
  let fault: unknown
  for (const server of servers) {
    try {
      return await greeting(server, maxMs, stop)
    } catch (error) {
      stop.throwIfAborted()
      fault = error
    }
  }
  throw fault
}

function greeting(server: string, maxMs: number, stop: AbortSignal): Promise<void> {
  const { hostname, port } = new URL(/^[a-z]+:\/\//u.test(server) ? server : `nats://${server}`)
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const host = hostname.replace(/^\[(.*)\]$/u, '$1')
  const socket = createConnection({ host, port: port === '' ? portDefault : Number(port), signal: stop })
  socket.setTimeout(maxMs, () => socket.destroy(new Error(`it says nothing for ${maxMs} ms`)))
  socket.once('data', () => {
    resolve()
    socket.destroy()
  })
  socket.once('error', reject)
  socket.once('close', () => reject(new Error('it closes the connection')))
  return promise
}
