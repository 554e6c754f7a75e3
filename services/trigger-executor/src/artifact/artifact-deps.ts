import type { SecretReader } from '@millrace/secrets'
import type { GitRepositories } from './git/git-repositories.ts'
import type { GithubTokens } from './git/github-tokens.ts'
import type { S3Objects } from './s3/s3-objects.ts'
import type { UrlFetch } from './url-fetch.ts'

/** What artifacts need of the process. */
export interface ArtifactDeps {
  readonly secrets: SecretReader
  /** Folders whose files triggers may read; none: no files. */
  readonly artifactFolders: readonly string[]
  readonly fetchUrl: UrlFetch
  readonly s3: S3Objects
  readonly git: { readonly repositories: GitRepositories; readonly tokens: GithubTokens }
}
