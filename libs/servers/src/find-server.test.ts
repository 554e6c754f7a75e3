import { existsSync } from 'node:fs'
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findServer } from './find-server.ts'
import { scratch } from './scratch.fixture.ts'

const nats = (version: string): string => `echo "nats-server: v${version}"`
const redis = (version: string): string => `echo "Redis server v=${version} sha=00000000:0 malloc=libc bits=64 build=0"`
const nothing = { PATH: '', HOME: '/nonexistent' }

test('the setting wins over PATH', async () => {
  await using box = await scratch()
  await box.script('bin/nats-server', nats('2.15.1'))
  const set = await box.script('mine/my-nats', nats('2.12.0'))
  const env = { PATH: join(box.dir, 'bin'), HOME: box.dir, MILLRACE_NATS_SERVER: set }
  expect(await findServer('nats-server', { env })).toEqual({ path: set, version: '2.12.0', how: 'setting' })
})

test.each([
  ['too old', nats('2.11.9'), /is nats-server 2\.11\.9, too old: 2\.12 or newer is needed/],
  ['something else', 'echo hello', /is no nats-server: hello/],
  ['broken', 'echo "cannot open shared object" >&2; exit 127', /does not run: cannot open shared object/],
])('a setting that is %s is an error, though PATH has a good one', async (_, body, message) => {
  await using box = await scratch()
  await box.script('bin/nats-server', nats('2.15.1'))
  const set = await box.script('mine/my-nats', body)
  const env = { PATH: join(box.dir, 'bin'), HOME: box.dir, MILLRACE_NATS_SERVER: set }
  const found = findServer('nats-server', { env })
  await expect(found).rejects.toMatchObject({ code: 'setting-unusable' })
  await expect(found).rejects.toThrow(message)
})

test('a server on PATH that is too old is refused by name and version, and the next one taken', async () => {
  await using box = await scratch()
  const old = await box.script('old/redis-server', redis('5.0.14'))
  const fresh = await box.script('new/redis-server', redis('7.0.15'))
  const lines: string[] = []
  const env = { PATH: `${join(box.dir, 'old')}:${join(box.dir, 'new')}`, HOME: box.dir }
  const found = await findServer('redis-server', { env, say: (line) => lines.push(line) })
  expect(found).toEqual({ path: fresh, version: '7.0.15', how: 'path' })
  expect(lines).toEqual([
    `redis-server: ${old} is redis-server 5.0.14, too old: 6.2 or newer is needed`,
    `redis-server: 7.0.15 (path) at ${fresh}`,
  ])
})

test('Valkey under the name redis-server will do', async () => {
  await using box = await scratch()
  await box.script('redis-server', 'echo "Valkey server v=8.1.1 sha=00000000:0 malloc=libc bits=64 build=0"')
  const found = await findServer('redis-server', { env: { PATH: box.dir, HOME: box.dir } })
  expect(found).toMatchObject({ version: '8.1.1', how: 'path' })
})

test('the cache gives its newest, XDG_CACHE_HOME before ~/.cache, and passes over what is broken', async () => {
  await using box = await scratch()
  const newest = await box.script('xdg/millrace/servers/nats-server-2.15.1/nats-server', nats('2.15.1'))
  await box.script('xdg/millrace/servers/nats-server-2.9.30/nats-server', nats('2.9.30'))
  await box.script('xdg/millrace/servers/nats-server-2.16.0/nats-server', 'exit 1')
  const home = await box.script('.cache/millrace/servers/nats-server-2.12.0/nats-server', nats('2.12.0'))
  const env = { PATH: '', HOME: box.dir }
  const xdg = await findServer('nats-server', { env: { ...env, XDG_CACHE_HOME: join(box.dir, 'xdg') } })
  expect(xdg).toEqual({ path: newest, version: '2.15.1', how: 'cache' })
  expect(await findServer('nats-server', { env })).toEqual({ path: home, version: '2.12.0', how: 'cache' })
})

test('with no Python, Go builds it: the pinned version, into the cache, and the next search finds it there', async () => {
  await using box = await scratch()
  const log = join(box.dir, 'go.log')
  const go = `echo "$* cgo=$CGO_ENABLED" >> ${log}\n/bin/mkdir -p "$GOBIN"\nprintf '#!/bin/sh\\n${nats('2.15.2')}\\n' > "$GOBIN/nats-server"\n/bin/chmod 755 "$GOBIN/nats-server"`
  await box.script('bin/go', go)
  const env = { PATH: join(box.dir, 'bin'), HOME: box.dir }
  const lines: string[] = []
  const found = await findServer('nats-server', {
    env,
    platform: 'linux',
    arch: 'x64',
    say: (line) => lines.push(line),
  })
  const cache = join(box.dir, '.cache/millrace/servers')
  expect(found).toEqual({ path: join(cache, 'nats-server-2.15.2/nats-server'), version: '2.15.2', how: 'go' })
  expect(lines.at(-1)).toMatch(/^nats-server: 2\.15\.2 \(go\) at .* after \d+\.\d s$/)
  expect(await readdir(cache)).toEqual(['nats-server-2.15.2'])
  expect(await findServer('nats-server', { env })).toMatchObject({ how: 'cache', version: '2.15.2' })
  expect((await readFile(log, 'utf8')).trim()).toBe('install github.com/nats-io/nats-server/v2@v2.15.2 cgo=0')
})

test('what was installed is judged too: one that does not run here leaves no trace in the cache', async () => {
  await using box = await scratch()
  await box.script(
    'bin/go',
    `/bin/mkdir -p "$GOBIN"; echo junk > "$GOBIN/nats-server"; /bin/chmod 755 "$GOBIN/nats-server"`,
  )
  const env = { PATH: join(box.dir, 'bin'), HOME: box.dir }
  await expect(findServer('nats-server', { env })).rejects.toMatchObject({ code: 'server-not-found' })
  expect(await readdir(join(box.dir, '.cache/millrace/servers'))).toEqual([])
})

test('without any way the error names what was tried and the three shortest ways out', async () => {
  await using box = await scratch()
  const old = await box.script('bin/nats-server', nats('2.9.10'))
  await box.script('bin/go', 'echo "go: no route to the module proxy" >&2; exit 1')
  const env = { PATH: join(box.dir, 'bin'), HOME: box.dir }
  const found = findServer('nats-server', { env, platform: 'linux', arch: 'x64' })
  await expect(found).rejects.toMatchObject({ code: 'server-not-found' })
  await expect(found).rejects.toThrow(`${old} is nats-server 2.9.10, too old: 2.12 or newer is needed`)
  await expect(found).rejects.toThrow(/no python3 on PATH.*failed: go: no route to the module proxy/)
  await expect(found).rejects.toThrow(
    /\(1\) sudo apt-get install python3-venv .*\(2\) install Go .*\(3\) set MILLRACE_NATS_SERVER=/,
  )
})

test('asked to install nothing, it only looks', async () => {
  await using box = await scratch()
  await box.script('bin/go', `echo ran > ${join(box.dir, 'ran')}`)
  const env = { PATH: join(box.dir, 'bin'), HOME: box.dir }
  await expect(findServer('nats-server', { env, install: false })).rejects.toMatchObject({ code: 'server-not-found' })
  expect(existsSync(join(box.dir, 'ran'))).toBe(false)
  await expect(findServer('redis-server', { env: nothing, install: false })).rejects.toThrow(
    /redis-server 6\.2 or newer/,
  )
})

test('two that search at once install once', async () => {
  await using box = await scratch()
  const log = join(box.dir, 'go.log')
  const build = `echo run >> ${log}\n/bin/sleep 0.3\n/bin/mkdir -p "$GOBIN"\nprintf '#!/bin/sh\\n${nats('2.15.2')}\\n' > "$GOBIN/nats-server"\n/bin/chmod 755 "$GOBIN/nats-server"`
  await box.script('bin/go', build)
  const env = { PATH: join(box.dir, 'bin'), HOME: box.dir }
  const lines: string[] = []
  const search = (): Promise<unknown> => findServer('nats-server', { env, say: (line) => lines.push(line) })
  const found = await Promise.all([search(), search()])
  expect(found).toContainEqual(expect.objectContaining({ how: 'go' }))
  expect(found).toContainEqual(expect.objectContaining({ how: 'cache' }))
  expect(await readFile(log, 'utf8')).toBe('run\n')
  expect(lines).toContain(`nats-server: process ${process.pid} is installing it; waiting`)
})

test('a lock and a half-made installation that a crash left behind are cleared away', async () => {
  await using box = await scratch()
  const cache = join(box.dir, '.cache/millrace/servers')
  // No process has this id: it is above what systems give out.
  const dead = 2 ** 30
  await mkdir(join(cache, `.installing-${dead}-abc`), { recursive: true })
  await writeFile(join(cache, '.lock-nats-server'), String(dead))
  const build = `/bin/mkdir -p "$GOBIN"\nprintf '#!/bin/sh\\n${nats('2.15.2')}\\n' > "$GOBIN/nats-server"\n/bin/chmod 755 "$GOBIN/nats-server"`
  await box.script('bin/go', build)
  const env = { PATH: join(box.dir, 'bin'), HOME: box.dir }
  expect(await findServer('nats-server', { env })).toMatchObject({ how: 'go' })
  expect(await readdir(cache)).toEqual(['nats-server-2.15.2'])
})
