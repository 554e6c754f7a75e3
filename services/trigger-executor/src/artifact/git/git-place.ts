import type { GitArtifact } from '@millrace/manifests'
import type { SecretReader } from '@millrace/secrets'
import { createHash } from 'node:crypto'
import { ArtifactError } from '../artifact.ts'
import type { GithubTokens } from './github-tokens.ts'

/** Where a repository is and who asks for it. */
export interface GitPlace {
  readonly url: string
  /** What to fetch, the first that is there; each a whole reference. */
  readonly refs: readonly string[]
  /** Basic credentials for http and https. */
  readonly basic: { readonly user: string; readonly password: string } | undefined
  /** A private key for ssh. */
  readonly sshKey: string | undefined
  readonly trustsAnyHost: boolean
  /** The same for the same references of a repository and the same credentials. Holds no secret. */
  readonly key: string
}

/** Reads the secrets of a git artifact. Rejects with `SecretError` or `ArtifactError`. */
export async function gitPlace(
  git: GitArtifact,
  namespace: string,
  secrets: SecretReader,
  tokens: GithubTokens,
): Promise<GitPlace> {
  const url = git.remote?.urls[0] ?? git.url
  const refs = refsOf(git)
  for (const text of [url, ...refs]) {
    if (text.startsWith('-'))
      throw new ArtifactError(`source.git: ${JSON.stringify(text)} is no name`, { isFinal: true })
  }
  const basic = await basicOf(git, url, namespace, secrets, tokens)
  const sshKey =
    git.sshKeySecret === undefined ? undefined : (await secrets.secret(namespace, git.sshKeySecret)).toString('utf8')
  const trustsAnyHost = git.insecureIgnoreHostKey === true
  const parts = JSON.stringify([url, refs, basic, sshKey, trustsAnyHost])
  const key = createHash('sha256').update(parts).digest('hex').slice(0, 32)
  return { url, refs, basic, sshKey, trustsAnyHost, key }
}

/** Without any of the three the original takes `master`; where there is none, the repository's own default is meant. */
function refsOf({ ref = '', tag = '', branch = '' }: GitArtifact): readonly string[] {
  if (ref !== '') return [ref]
  if (tag !== '') return [`refs/tags/${tag}`]
  if (branch !== '') return [`refs/heads/${branch}`]
  return ['refs/heads/master', 'HEAD']
}

async function basicOf(
  { creds, githubApp }: GitArtifact,
  url: string,
  namespace: string,
  secrets: SecretReader,
  tokens: GithubTokens,
): Promise<GitPlace['basic']> {
  const read = async (selector: { readonly name: string; readonly key: string } | undefined): Promise<string> =>
    selector === undefined ? '' : (await secrets.secret(namespace, selector)).toString('utf8')
  if (creds !== undefined) return { user: await read(creds.username), password: await read(creds.password) }
  if (githubApp === undefined) return undefined
  const { appID, installationID } = githubApp
  const privateKey = await read(githubApp.privateKey)
  const password = await tokens.token({ url, appId: String(appID), installationId: String(installationID), privateKey })
  return { user: 'x-access-token', password }
}
