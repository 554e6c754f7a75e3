import { launch, onPath } from '@millrace/servers'
import { execFileSync } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { chmod, cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort, tempFolder } from '@millrace/testkit'

/** OpenSSH's server, and what makes it believe that there is a user `git`. */
export type FoundSshd =
  | { readonly kind: 'found'; readonly sshd: string; readonly wrapper: string }
  | { readonly kind: 'missing'; readonly reason: string }

/** Says one line where there is none. */
export async function findSshd(): Promise<FoundSshd> {
  const sshd = (await onPath('sshd', process.env))[0] ?? '/usr/sbin/sshd'
  const [wrapper] = globSync('/usr/lib/*/libnss_wrapper.so')
  const lacks = [
    existsSync(sshd) ? '' : 'openssh-server',
    wrapper === undefined ? 'libnss-wrapper' : '',
    (await onPath('ssh-keygen', process.env)).length === 0 ? 'openssh-client' : '',
  ].filter((one) => one !== '')
  if (lacks.length === 0 && wrapper !== undefined) return { kind: 'found', sshd, wrapper }
  const reason = `${lacks.join(', ')} cannot be found`
  process.stderr.write(`SKIPPED: git over ssh against a real server: ${reason}\n`)
  return { kind: 'missing', reason }
}

/** A server of git repositories over ssh, on a port of the loopback. */
export interface GitSshServer extends AsyncDisposable {
  readonly port: number
  /** The repository's address. */
  readonly url: string
  /** A private key that is let in. */
  readonly userKey: string
  /** Another key, which is not. */
  readonly strangersKey: string
  /** A line of known_hosts. */
  readonly hostLine: string
}

const nobody = 65_534

/**
 * Starts sshd without privileges, whoever runs the tests, with keys of its own and the one user `git`, who may fetch a copy of a
 * repository. It has no part in the machine's own users, keys and configuration.
 */
export async function gitSshServer(found: FoundSshd, repository: string): Promise<GitSshServer> {
  if (found.kind === 'missing') throw new TypeError(found.reason)
  await using setup = new AsyncDisposableStack()
  const { path: folder } = setup.use(await tempFolder())
  const { uid, gid } = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : userInfo()
  const port = await freePort()
  for (const name of ['host', 'user', 'stranger'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', join(folder, name)])
  const home = join(folder, 'home')
  await mkdir(home)
  await cp(repository, join(folder, 'repo.git'), { recursive: true })
  await cp(join(folder, 'user.pub'), join(folder, 'authorized'))
  await writeFile(join(folder, 'passwd'), `git:x:${uid}:${gid}::${home}:/bin/sh\n`)
  await writeFile(join(folder, 'group'), `git:x:${gid}:\n`)
  const lines = [
    `ListenAddress 127.0.0.1:${port}`,
    `HostKey ${join(folder, 'host')}`,
    `AuthorizedKeysFile ${join(folder, 'authorized')}`,
    'AllowUsers git',
    'PidFile none',
    'UsePAM no',
    'StrictModes no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    // The copy belongs to who made it.
    'SetEnv GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0=*',
  ]
  await writeFile(join(folder, 'sshd_config'), `${lines.join('\n')}\n`)
  const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8')
  const [userKey, strangersKey, hostKey] = await Promise.all([read('user'), read('stranger'), read('host.pub')])
  await chmod(folder, 0o711)
  if (uid === nobody) execFileSync('chown', ['-R', `${uid}:${gid}`, folder])
  const sshd = [found.sshd, '-D', '-e', '-f', join(folder, 'sshd_config')]
  const demoted = ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', ...sshd]
  const [command = '', ...args] = uid === nobody ? demoted : sshd
  setup.use(
    await launch({
      name: 'sshd',
      command,
      args,
      env: {
        PATH: process.env['PATH'] ?? '',
        LD_PRELOAD: found.wrapper,
        NSS_WRAPPER_PASSWD: join(folder, 'passwd'),
        NSS_WRAPPER_GROUP: join(folder, 'group'),
      },
      logFile: join(folder, 'log'),
      ready: async (_, stop) => {
        while (!(await readFile(join(folder, 'log'), 'utf8')).includes('Server listening'))
          await sleep(20, undefined, { signal: stop })
      },
    }),
  )
  const owned = setup.move()
  return {
    port,
    url: `ssh://127.0.0.1:${port}${join(folder, 'repo.git')}`,
    userKey,
    strangersKey,
    hostLine: `[127.0.0.1]:${port} ${hostKey}`,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
