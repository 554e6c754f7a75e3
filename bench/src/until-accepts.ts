import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const pollMs = 50

/** Resolves once the port of 127.0.0.1 takes connections; rejects when `stop` aborts before. */
export async function untilAccepts(port: number, stop: AbortSignal): Promise<void> {
  while (!(await accepts(port))) await sleep(pollMs, undefined, { signal: stop })
}

export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    const end = (isOpen: boolean): void => {
      socket.destroy()
      resolve(isOpen)
    }
    socket.once('connect', () => end(true)).once('error', () => end(false))
  })
}
