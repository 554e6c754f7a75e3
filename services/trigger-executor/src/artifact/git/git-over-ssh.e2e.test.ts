import { tempFolder } from '@millrace/testkit'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { gitReader, gitRepository, workflowNamed } from './git-served.fixture.ts'
import { runGit } from './run-git.ts'
import { sshCommand } from './ssh-command.ts'
import { findSshd, gitSshServer } from './sshd.fixture.ts'

const found = await findSshd()

/** A server with a repository, a reader that trusts the hosts of a file, and Secrets with keys. */
async function scene(setup: AsyncDisposableStack) {
  const { path: folder } = setup.use(await tempFolder())
  const repo = await gitRepository(folder)
  await repo.commit('over-ssh')
  repo.git('push', '--quiet', 'origin', 'main')
  const server = setup.use(await gitSshServer(found, repo.bare))
  const secret = join(folder, 'secrets', 'keys')
  await mkdir(secret, { recursive: true })
  await writeFile(join(secret, 'right'), server.userKey)
  await writeFile(join(secret, 'windows'), server.userKey.trimEnd().replaceAll('\n', '\r\n'))
  await writeFile(join(secret, 'wrong'), server.strangersKey)
  const hosts = join(folder, 'known hosts')
  const trusting = async (line: string) => {
    await writeFile(hosts, line)
    return setup.use(await gitReader(folder, { gitKnownHosts: hosts }))
  }
  const at = { url: server.url, branch: 'main', filePath: 'wf.yaml' }
  const withKey = (key: string) => ({ ...at, sshKeySecret: { name: 'keys', key } })
  return { server, trusting, at, withKey }
}

describe.skipIf(found.kind === 'missing')('git over ssh', () => {
  test('the right key is let in by a host that is known, also one with the line ends of Windows', async () => {
    await using setup = new AsyncDisposableStack()
    const { server, trusting, withKey } = await scene(setup)
    const reader = await trusting(server.hostLine)
    expect(await reader.read(withKey('right'))).toEqual(workflowNamed('over-ssh'))
    expect(await reader.read(withKey('windows'))).toEqual(workflowNamed('over-ssh'))
    const scp = server.url.replace('ssh://', 'ssh://somebody@')
    expect(await reader.read({ ...withKey('right'), url: scp })).toEqual(workflowNamed('over-ssh'))
  })

  test('another key, and none, are refused, and the reason is told without the key', async () => {
    await using setup = new AsyncDisposableStack()
    const { server, trusting, at, withKey } = await scene(setup)
    const reader = await trusting(server.hostLine)
    const refused = { isFinal: false, message: 'source.git: git@127.0.0.1: Permission denied (publickey)' }
    await expect(reader.read(withKey('wrong'))).rejects.toMatchObject(refused)
    await expect(reader.read(at)).rejects.toMatchObject(refused)
    await expect(reader.read(withKey('absent'))).rejects.toThrow(/absent/u)
  })

  test('a host that is not known is not spoken to, unless insecureIgnoreHostKey says so', async () => {
    await using setup = new AsyncDisposableStack()
    const { trusting, withKey } = await scene(setup)
    const reader = await trusting('')
    await expect(reader.read(withKey('right'))).rejects.toThrow(
      /the key of the host is not known: .*insecureIgnoreHostKey/u,
    )
    expect(await reader.read({ ...withKey('right'), insecureIgnoreHostKey: true })).toEqual(workflowNamed('over-ssh'))
    // What was trusted once is not remembered.
    await expect(reader.read(withKey('right'))).rejects.toThrow(/the key of the host is not known/u)
  })

  test('a host that shows another key than the known one is refused', async () => {
    await using setup = new AsyncDisposableStack()
    const { server, trusting, withKey } = await scene(setup)
    await using other = await gitSshServer(found, join((await gitRepository((await setupFolder(setup)).path)).bare))
    const [, ...key] = other.hostLine.split(' ')
    const reader = await trusting([server.hostLine.split(' ')[0], ...key].join(' '))
    await expect(reader.read(withKey('right'))).rejects.toThrow(/the host shows another key/u)
  })

  test('with git all that it has started ends, ssh too', async () => {
    await using setup = new AsyncDisposableStack()
    const { path: folder } = await setupFolder(setup)
    const silent = createServer()
    silent.listen(0, '127.0.0.1')
    await once(silent, 'listening')
    setup.defer(() => void silent.close())
    // It listens on a port of the loopback.
    const { port } = silent.address() as AddressInfo
    const program = { command: 'git', home: folder }
    const repository = join(folder, 'bare')
    await runGit(program, { args: ['init', '--quiet', '--bare'], repository })
    const stopping = new AbortController()
    const env = { GIT_SSH_COMMAND: sshCommand({ keyFile: undefined, trustsAnyHost: true, knownHosts: '' }) }
    const args = ['fetch', `ssh://127.0.0.1:${port}/x.git`, 'main']
    const fetched = runGit(program, { args, repository, env, fileBytesMax: 65_536, stop: stopping.signal })
    fetched.catch(() => {})
    // What a server emits is a socket.
    const [socket] = (await once(silent, 'connection')) as [Socket]
    const closed = once(socket.resume(), 'close')
    stopping.abort()
    await closed
    await expect(fetched).rejects.toThrow('it was ended')
  })
})

const setupFolder = async (setup: AsyncDisposableStack) => setup.use(await tempFolder())
