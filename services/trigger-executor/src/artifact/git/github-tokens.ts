import { reasonOf } from '@millrace/connectors'
import { createPrivateKey, createHash, sign } from 'node:crypto'
import { fetch } from 'undici'
import { ArtifactError } from '../artifact.ts'

export interface GithubInstallation {
  /** Of the repository: its host says which GitHub is meant. */
  readonly url: string
  readonly appId: string
  readonly installationId: string
  /** PEM. */
  readonly privateKey: string
}

/** Tokens of installations of GitHub apps: each is good for an hour and asked for once in that time. */
export interface GithubTokens {
  /** Rejects with `ArtifactError`. */
  token(installation: GithubInstallation): Promise<string>
}

const tokenMs = 50 * 60_000
const callMaxMs = 30_000
const installationsMax = 100
/** GitHub takes a JWT for ten minutes at most, and clocks differ. */
const jwtSeconds = 540
const clockSkewSeconds = 60

/** `apiUrl` names the API of the GitHub that has a repository. `nowMs` gives milliseconds since the Unix epoch. */
export function githubTokens(nowMs: () => number, apiUrl: (repository: string) => string = githubApi): GithubTokens {
  const known = new Map<string, { readonly token: Promise<string>; readonly untilMs: number }>()
  return {
    token(installation) {
      const key = createHash('sha256').update(JSON.stringify(installation)).digest('hex')
      const found = known.get(key)
      if (found !== undefined && nowMs() < found.untilMs) return found.token
      const token = askFor(installation, apiUrl(installation.url), nowMs())
      if (known.size >= installationsMax) known.clear()
      known.set(key, { token, untilMs: nowMs() + tokenMs })
      token.catch(() => known.delete(key))
      return token
    },
  }
}

/** github.com has its API on a host of its own, an Enterprise server below a path. */
export function githubApi(repository: string): string {
  const host = URL.parse(repository)?.host ?? /@(?<host>[^:/]+)[:/]/u.exec(repository)?.groups?.['host'] ?? ''
  return host === 'github.com' ? 'https://api.github.com' : `https://${host}/api/v3`
}

async function askFor(
  { appId, installationId, privateKey }: GithubInstallation,
  api: string,
  nowMs: number,
): Promise<string> {
  const url = `${api}/app/installations/${encodeURIComponent(installationId)}/access_tokens`
  const headers = { accept: 'application/vnd.github+json', authorization: `Bearer ${jwt(appId, privateKey, nowMs)}` }
  let status: number
  let body: unknown
  try {
    const answer = await fetch(url, { method: 'POST', headers, signal: AbortSignal.timeout(callMaxMs) })
    status = answer.status
    body = await answer.json().catch(() => undefined)
  } catch (error) {
    throw new ArtifactError(`source.git.githubApp: ${url}: ${reasonOf(error)}`, { cause: error })
  }
  const token = typeof body === 'object' && body !== null && 'token' in body ? body.token : undefined
  if (typeof token === 'string') return token
  throw new ArtifactError(`source.git.githubApp: GitHub answered ${status} and gave no token for the installation`)
}

function jwt(appId: string, privateKey: string, nowMs: number): string {
  const now = Math.floor(nowMs / 1_000)
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = { iat: now - clockSkewSeconds, exp: now + jwtSeconds, iss: appId }
  const text = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`
  try {
    return `${text}.${sign('sha256', Buffer.from(text), createPrivateKey(privateKey)).toString('base64url')}`
  } catch (cause) {
    throw new ArtifactError('source.git.githubApp: privateKey is no private key in PEM', { cause, isFinal: true })
  }
}
