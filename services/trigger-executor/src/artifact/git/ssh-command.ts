/** How ssh is called for a repository. */
export interface SshAccess {
  /** File with the private key; undefined: the repository is asked without one. */
  readonly keyFile: string | undefined
  readonly trustsAnyHost: boolean
  /** File with keys of servers, besides those that ssh knows by itself; empty: none. */
  readonly knownHosts: string
}

/**
 * The command by which git speaks ssh, for a shell. Nobody's settings, keys or agent have a part in it: a manifest means the same on
 * each machine, and no sensor gets to use a key that lies about. The user is `git`, as in the original. Pure.
 */
export function sshCommand({ keyFile, trustsAnyHost, knownHosts }: SshAccess): string {
  const options = ['BatchMode=yes', 'User=git', 'ConnectTimeout=20', 'IdentitiesOnly=yes', 'IdentityAgent=none']
  options.push(`IdentityFile=${keyFile === undefined ? 'none' : quoted(keyFile)}`)
  if (trustsAnyHost) options.push('StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'LogLevel=ERROR')
  else {
    options.push('StrictHostKeyChecking=yes')
    if (knownHosts !== '') options.push(`UserKnownHostsFile=${quoted(knownHosts)}`)
  }
  return ['ssh', '-F', '/dev/null', ...options.flatMap((option) => ['-o', shellQuoted(option)])].join(' ')
}

/** One word for ssh, which reads several where there are spaces. */
const quoted = (path: string): string => `"${path}"`

const shellQuoted = (word: string): string => (/^[\w=/.-]+$/u.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)
