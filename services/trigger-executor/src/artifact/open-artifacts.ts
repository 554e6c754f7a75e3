import type { SecretReader } from '@millrace/secrets'
import type { ArtifactDeps } from './artifact-deps.ts'
import { gitFetchBytesDefault } from './git/fetch-bytes.ts'
import { openGitRepositories } from './git/git-repositories.ts'
import { githubTokens } from './git/github-tokens.ts'
import { openS3Objects } from './s3/s3-objects.ts'
import { openUrlFetch } from './url-fetch.ts'

export interface ArtifactSettings {
  readonly artifactFolders: readonly string[]
  /** The git program. */
  readonly git: string
  /** File with keys of ssh servers that git trusts, besides those that ssh knows by itself; absent or empty: none. */
  readonly gitKnownHosts?: string
  /** Bytes that one fetch of git may bring, packed. */
  readonly gitFetchBytesMax?: number
}

/** Makes ready what artifacts need; nothing is opened before one is read. */
export function openArtifacts(
  setup: AsyncDisposableStack,
  secrets: SecretReader,
  { artifactFolders, git, gitKnownHosts = '', gitFetchBytesMax = gitFetchBytesDefault }: ArtifactSettings,
): ArtifactDeps {
  const repositories = { command: git, knownHosts: gitKnownHosts, fetchBytesMax: gitFetchBytesMax }
  return {
    secrets,
    artifactFolders,
    fetchUrl: setup.use(openUrlFetch()),
    s3: setup.use(openS3Objects()),
    git: { repositories: setup.use(openGitRepositories(repositories)), tokens: githubTokens(Date.now) },
  }
}
