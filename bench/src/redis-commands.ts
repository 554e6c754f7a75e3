import { connect } from 'node:net'

/** How often each command was run since the start, scripts and what they call included. */
export type RedisCommands = ReadonlyMap<string, number>

const answerMaxMs = 5_000

/** Asks a redis-server on loopback for its `commandstats`. */
export async function redisCommands(port: number): Promise<RedisCommands> {
  return readCommandStats(await redisInfo(port, 'commandstats'))
}

/** How many keys the first database of a redis-server on loopback holds. */
export async function redisKeys(port: number): Promise<number> {
  return Number(/^db0:keys=(\d+)/mu.exec(await redisInfo(port, 'keyspace'))?.[1] ?? 0)
}

function redisInfo(port: number, section: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' })
    let answer = ''
    socket.setTimeout(answerMaxMs, () =>
      socket.destroy(new Error(`redis-server did not answer within ${answerMaxMs} ms`)),
    )
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()))
    socket.once('error', reject)
    socket.once('end', () => resolve(answer))
    socket.write(`INFO ${section}\r\nQUIT\r\n`)
  })
}

/** Reads `cmdstat_evalsha:calls=12,usec=…` lines. */
export function readCommandStats(text: string): RedisCommands {
  const commands = new Map<string, number>()
  for (const [, name, calls] of text.matchAll(/^cmdstat_([^:\r\n]+):calls=(\d+)/gm)) {
    if (name !== undefined) commands.set(name, Number(calls))
  }
  return commands
}

/** What came on top between two looks; commands that were not run are left out. */
export function commandsBetween(before: RedisCommands, after: RedisCommands): RedisCommands {
  const more = [...after].map(([name, calls]) => [name, calls - (before.get(name) ?? 0)] as const)
  return new Map(more.filter(([, calls]) => calls > 0))
}
