import { boundsDefault, openBus, ownStreams } from '@millrace/bus'
import { findServer, freePort, launch, type ManagedProcess } from '@millrace/servers'
import { eventually, tempFolder } from '@millrace/testkit'
import { connect } from 'node:net'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { memberOf, overlays, rendered } from './rendered.fixture.ts'
import { deployTools } from './tools/deploy-tools.fixture.ts'

const tools = await deployTools()
const within = { withinMs: 60_000, everyMs: 250 }

/** A file of a ConfigMap as an overlay renders it. */
async function fileIn(folder: string, name: string, file: string): Promise<string> {
  const maps = (await rendered(tools, folder)).filter(
    ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name.startsWith(name),
  )
  expect(maps).toHaveLength(1)
  return String(memberOf(maps[0], 'data', file))
}

/** Replaces what is of the pod by what is of the test; each must be there. */
function adapted(text: string, changes: Readonly<Record<string, string>>): string {
  return Object.entries(changes).reduce((changed, [from, to]) => {
    expect(changed).toContain(from)
    return changed.replaceAll(from, to)
  }, text)
}

async function scratch(): Promise<string> {
  const folder = await tempFolder()
  onTestFinished(() => folder[Symbol.asyncDispose]())
  return folder.path
}

async function server(
  kind: 'nats-server' | 'redis-server',
  args: readonly string[],
  dir: string,
  port: number,
  name = '',
): Promise<ManagedProcess> {
  const { path: command } = await findServer(kind, { env: process.env })
  const child = await launch({
    name: kind,
    command,
    args,
    logFile: join(dir, `${kind}.log`),
    env: { ...process.env, POD_NAME: name },
    ready: async (_, stop) => {
      while ((await said(port, '')) === undefined) await sleep(50, undefined, { signal: stop })
    },
  })
  onTestFinished(() => child[Symbol.asyncDispose]())
  return child
}

/** What a server answers to a text; undefined where nobody listens. */
function said(port: number, text: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    let answer = ''
    const socket = connect({ port, host: '127.0.0.1' })
    const end = (value: string | undefined): void => {
      socket.destroy()
      resolve(value)
    }
    socket.once('error', () => end(undefined))
    socket.once('connect', () => (text === '' ? end('') : socket.write(text)))
    socket.setTimeout(1_000, () => end(answer))
    socket.on('data', (chunk) => (answer += chunk.toString()))
    socket.once('end', () => end(answer))
  })
}

describe.skipIf(tools.kind === 'missing')('the servers’ configurations, taken by the servers', () => {
  test('one nats-server of the dev overlay carries the streams', async () => {
    const dir = await scratch()
    const [port, monitor] = [await freePort(), await freePort()]
    const text = adapted(await fileIn('deploy/overlays/dev', 'millrace-nats', 'nats.conf'), {
      '0.0.0.0:4222': `127.0.0.1:${port}`,
      '0.0.0.0:8222': `127.0.0.1:${monitor}`,
      'store_dir: /data': `store_dir: ${JSON.stringify(dir)}`,
      '/tmp/nats.pid': join(dir, 'nats.pid'),
    })
    await writeFile(join(dir, 'nats.conf'), text)
    await server('nats-server', ['--config', join(dir, 'nats.conf')], dir, port, 'millrace-nats-0')
    for (const probe of ['js-server-only=true', 'js-enabled-only=true'])
      await eventually(
        async () => expect((await fetch(`http://127.0.0.1:${monitor}/healthz?${probe}`)).status).toBe(200),
        within,
      )
    await using bus = await openBus({ url: `nats://127.0.0.1:${port}`, name: 'test' })
    for (const stream of ownStreams(boundsDefault)) await bus.ensureStream(stream)
    expect(bus.connection.info?.max_payload).toBe(8 * 2 ** 20)
    expect(bus.connection.info?.server_name).toBe('millrace-nats-0')
  })

  test('three of production keep three copies, ask for the password, and go on when one is killed', async () => {
    const dir = await scratch()
    const ports = await Promise.all(Array.from({ length: 9 }, () => freePort()))
    const conf = await fileIn('deploy/overlays/production', 'millrace-nats', 'nats.conf')
    expect(conf).toContain('sync_interval: always')
    await mkdir(join(dir, 'nats-auth'))
    await writeFile(
      join(dir, 'nats-auth/auth.conf'),
      'authorization { users = [ { user: millrace, password: "s3cret" } ] }',
    )
    const servers: ManagedProcess[] = []
    for (const index of [0, 1, 2]) {
      const home = join(dir, `nats-${index}`)
      await mkdir(home)
      const text = adapted(conf, {
        '0.0.0.0:4222': `127.0.0.1:${ports[index]}`,
        '0.0.0.0:8222': `127.0.0.1:${ports[3 + index]}`,
        '0.0.0.0:6222': `127.0.0.1:${ports[6 + index]}`,
        'millrace-nats-0.millrace-nats-peers:6222': `127.0.0.1:${ports[6]}`,
        'millrace-nats-1.millrace-nats-peers:6222': `127.0.0.1:${ports[7]}`,
        'millrace-nats-2.millrace-nats-peers:6222': `127.0.0.1:${ports[8]}`,
        'store_dir: /data': `store_dir: ${JSON.stringify(home)}`,
        '/tmp/nats.pid': join(home, 'nats.pid'),
      })
      await writeFile(join(home, 'nats.conf'), text)
      servers.push(
        await server(
          'nats-server',
          ['--config', join(home, 'nats.conf')],
          home,
          ports[index] ?? 0,
          `millrace-nats-${index}`,
        ),
      )
    }
    expect(await said(ports[0] ?? 0, 'CONNECT {"verbose":false}\r\nPING\r\n')).toContain('Authorization Violation')
    const urls = [0, 1, 2].map((index) => `nats://millrace:s3cret@127.0.0.1:${ports[index]}`).join(',')
    await using bus = await openBus({ url: urls, name: 'test' })
    for (const stream of ownStreams({ ...boundsDefault, replicas: 3 })) await bus.ensureStream(stream)
    const info = await bus.manager.streams.info('DELIVERIES')
    expect(info.cluster?.replicas).toHaveLength(2)
    const publish = () => bus.publish({ subject: 'deliveries', data: Buffer.from('x') }, 5_000)
    await publish()
    await servers[Number(info.cluster?.leader?.at(-1))]?.kill()
    await eventually(publish, within)
    expect((await bus.manager.streams.info('DELIVERIES')).state.messages).toBeGreaterThanOrEqual(2)
  })

  test.each(overlays)('redis-server of %s refuses rather than forgets, and writes to its disk', async (folder) => {
    const dir = await scratch()
    const port = await freePort()
    const conf = await fileIn(folder, 'millrace-redis', 'redis.conf')
    const isProduction = folder.includes('production')
    const text = adapted(conf, {
      'bind * -::*': 'bind 127.0.0.1',
      'port 6379': `port ${port}`,
      'dir /data': `dir ${dir}`,
      ...(isProduction ? { '/etc/redis-auth/auth.conf': join(dir, 'auth.conf') } : {}),
    })
    await writeFile(join(dir, 'auth.conf'), 'requirepass s3cret\n')
    await writeFile(join(dir, 'redis.conf'), text)
    await server('redis-server', [join(dir, 'redis.conf')], dir, port)
    if (isProduction) expect(await said(port, 'PING\r\n')).toContain('NOAUTH')
    const settings = ['appendonly', 'appendfsync', 'maxmemory-policy'].map((name) => `CONFIG GET ${name}\r\n`).join('')
    const answer = await said(port, `${isProduction ? 'AUTH s3cret\r\n' : ''}${settings}QUIT\r\n`)
    for (const value of ['yes', isProduction ? 'always' : 'everysec', 'noeviction'])
      expect(answer).toContain(`\r\n${value}\r\n`)
  })
})
