import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'
import { ServersError } from './servers-error.ts'

/**
 * Below the range that systems hand out to outgoing connections. A server that is killed and restarted on a port of that
 * range may find it taken meanwhile, even by its own client: one that keeps dialling a closed port there can connect to itself.
 */
const lowest = 20_000
const highest = 32_000
const triesMax = 50

/** A TCP port on 127.0.0.1 that nothing listens on. It is not reserved: who needs certainty tries again when it is taken. */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < triesMax; tried++) {
    const port = randomInt(lowest, highest)
    if (await isFree(port)) return port
  }
  throw new ServersError('no-free-port', `${triesMax} ports between ${lowest} and ${highest} were all taken`)
}

/** Whether 127.0.0.1 has nobody listening on the port at this moment. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)))
  })
}
