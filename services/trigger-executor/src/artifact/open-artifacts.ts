import type { SecretReader } from '@millrace/secrets'
import type { ArtifactDeps } from './artifact-deps.ts'
import { openGitRepositories } from './git/git-repositories.ts'
import { githubTokens } from './git/github-tokens.ts'
import { openS3Objects } from './s3/s3-objects.ts'
import { openUrlFetch } from './url-fetch.ts'

export interface ArtifactSettings {
  readonly artifactFolders: readonly string[]
  /** The git program. */
  readonly git: string
}

/** Makes ready what artifacts need; nothing is opened before one is read. */
export function openArtifacts(
  setup: AsyncDisposableStack,
  secrets: SecretReader,
  { artifactFolders, git }: ArtifactSettings,
): ArtifactDeps {
  return {
    secrets,
    artifactFolders,
    fetchUrl: setup.use(openUrlFetch()),
    s3: setup.use(openS3Objects()),
    git: { repositories: setup.use(openGitRepositories(git)), tokens: githubTokens(Date.now) },
  }
}
