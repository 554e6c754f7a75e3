import { expect, test } from 'vitest'
import { gitComplaint } from './git-complaint.ts'

const unread = `fatal: Could not read from remote repository.

Please make sure you have the correct access rights
and the repository exists.`

test.each([
  ['', 'git failed'],
  ['hint: x\nfatal: couldn’t find remote ref none\n', 'fatal: couldn’t find remote ref none'],
  [`git@h: Permission denied (publickey).\n${unread}`, 'git@h: Permission denied (publickey)'],
  [
    `ssh: connect to host 127.0.0.1 port 1: Connection refused\n${unread}`,
    'ssh: connect to host 127.0.0.1 port 1: Connection refused',
  ],
  [
    `No ED25519 host key is known for h and you have requested strict checking.\nHost key verification failed.\n${unread}`,
    /^the key of the host is not known: .*insecureIgnoreHostKey$/u,
  ],
  [
    `@@@@@@@@@\n@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\n@@@@@@@@@\nIT IS POSSIBLE\nHost key verification failed.\n${unread}`,
    /^the host shows another key/u,
  ],
  [unread, 'ssh failed'],
])('of %j it is told: %s', (text, told) => {
  expect(gitComplaint(text)).toMatch(
    typeof told === 'string' ? new RegExp(`^${told.replaceAll(/[()]/gu, String.raw`\$&`)}$`, 'u') : told,
  )
})
