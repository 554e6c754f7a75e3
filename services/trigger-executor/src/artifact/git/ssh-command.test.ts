import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { sshCommand } from './ssh-command.ts'

/** The words that a shell makes of it. */
const words = (command: string) =>
  execFileSync('sh', ['-c', `set -- ${command}; for word; do echo "$word"; done`], { encoding: 'utf8' }).split('\n')

test('paths are one word for the shell and for ssh, whatever is in them', () => {
  const command = sshCommand({ keyFile: "/a b/it's", trustsAnyHost: false, knownHosts: '/k $(touch x)' })
  expect(words(command)).toEqual(
    expect.arrayContaining([
      `IdentityFile="/a b/it's"`,
      'UserKnownHostsFile="/k $(touch x)"',
      'StrictHostKeyChecking=yes',
    ]),
  )
})

test('without a key none is shown, and any host is trusted only where the manifest says so', () => {
  const command = sshCommand({ keyFile: undefined, trustsAnyHost: true, knownHosts: '/hosts' })
  expect(words(command)).toEqual(expect.arrayContaining(['IdentityFile=none', 'StrictHostKeyChecking=no']))
  expect(command).not.toContain('/hosts')
})
