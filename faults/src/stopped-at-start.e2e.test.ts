import { serviceNames } from '@millrace/bench'
import { freePort, spawnService, type ServiceProcess } from '@millrace/testkit'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'

test.each([...serviceNames, 'sources'])(
  '%s that waits for its first connection to NATS ends by itself when it is told to',
  async (name) => {
    await using service = await spawnWaiting(name, await freePort(), /cannot be used/u)
    await expectCleanEnd(service)
  },
)

test('so does one whose NATS takes the connection and says nothing', async () => {
  await using silent = createServer().listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const address = silent.address()
  if (address === null || typeof address === 'string') throw new Error('it listens on no port')
  const connected = once(silent, 'connection')
  await using service = await spawnWaiting('dedup', address.port, /Service starting/u)
  await connected
  await expectCleanEnd(service)
})

function spawnWaiting(name: string, natsPort: number, line: RegExp): Promise<ServiceProcess> {
  return spawnService({
    name,
    main: new URL(`../../services/${name}/src/main.ts`, import.meta.url),
    env: {
      MILLRACE_NATS_URL: `nats://127.0.0.1:${natsPort}`,
      MILLRACE_METRICS_PORT: '-1',
      MILLRACE_MANIFESTS: import.meta.dirname,
    },
    ready: { line },
  })
}

/** The forced end has another code, and says what held the process open. */
async function expectCleanEnd(service: ServiceProcess): Promise<void> {
  const ended = service.exited
  process.kill(service.pid, 'SIGTERM')
  expect([await ended, await service.log()]).toEqual([0, expect.stringContaining('Service drained')])
}
