import { secretKeySelector } from '../blocks/secret-key-selector.ts'
import { boolean, list, long, may, need, object, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import type { Check } from '../validate/check.ts'

const creds = object('GitCreds', {
  username: may(secretKeySelector, 'Holds the user name.'),
  password: may(secretKeySelector, 'Holds the password or token.'),
})

const githubApp = object('GithubAppCreds', {
  privateKey: need(secretKeySelector, 'Holds the private key of the app.'),
  appID: need(long(), 'Id of the app.'),
  installationID: need(long(), 'Id of the installation.'),
})

const remote = object('GitRemoteConfig', {
  name: need(string(), 'Name of the remote.'),
  urls: need(list(string()), 'Its URLs; the first is fetched from.'),
})

/** A file of a git repository. */
export const gitArtifact = object(
  'GitArtifact',
  {
    url: need(string(), 'URL of the repository.'),
    filePath: need(string(), 'Path of the file in it.'),
    cloneDirectory: may(string(), 'Where to clone to. Default: a fresh directory.'),
    branch: may(string(), 'Branch; or tag or ref.'),
    tag: may(string(), 'Tag; wins over branch.'),
    ref: may(string(), 'Any reference; wins over tag and branch.'),
    remote: may(remote, 'A remote of another name than origin.'),
    creds: may(creds, 'User and password.'),
    githubApp: may(githubApp, 'Credentials of a GitHub app installation.'),
    sshKeySecret: may(secretKeySelector, 'Holds an SSH key.'),
    insecureIgnoreHostKey: may(boolean(), 'Trust any SSH host key.'),
  },
  {
    hints: {
      sshKeyPath: 'keep the key in a Secret and name it in sshKeySecret',
      namespace: 'Secrets are taken from the namespace of the Sensor',
    },
  },
)

export type GitArtifact = Infer<typeof gitArtifact>

export function checkGitArtifact(git: GitArtifact, check: Check): void {
  for (const field of ['filePath', 'cloneDirectory'] as const) {
    if (/\.\.|~|\\/.test(git[field] ?? '')) check.error('invalid', git, [field], '.., ~ and \\ are refused here')
  }
}
