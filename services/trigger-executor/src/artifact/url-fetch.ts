import { reasonOf } from '@millrace/connectors'
import { withoutCredentials } from '@millrace/telemetry'
import { Agent, fetch } from 'undici'
import { ArtifactError } from './artifact.ts'
import { boundedText } from './bounded-text.ts'

/** Fetches texts by URL. */
export interface UrlFetch extends AsyncDisposable {
  /** Rejects with {@link ArtifactError}. `verifyCert` false: whoever answers is believed. */
  text(url: string, verifyCert: boolean): Promise<string>
}

/** The whole of one fetch. Milliseconds. */
const fetchMaxMs = 30_000

/** Connections are kept; those whose certificates are not looked at apart from the others. */
export function openUrlFetch(): UrlFetch {
  const trusting = new Map<boolean, Agent>()
  const agentFor = (rejectUnauthorized: boolean): Agent => {
    const known = trusting.get(rejectUnauthorized) ?? new Agent({ connect: { rejectUnauthorized } })
    trusting.set(rejectUnauthorized, known)
    return known
  }
  return {
    text: (url, verifyCert) => fetched(url, agentFor(verifyCert)),
    async [Symbol.asyncDispose]() {
      await Promise.all([...trusting.values()].map((agent) => agent.close()))
    },
  }
}

async function fetched(text: string, dispatcher: Agent): Promise<string> {
  const url = URL.parse(text)
  const shown = withoutCredentials(text)
  if (url === null || !/^https?:$/u.test(url.protocol)) {
    throw new ArtifactError(`source.url: ${JSON.stringify(shown)} is not an http or https URL`, { isFinal: true })
  }
  const { username, password } = url
  url.username = ''
  url.password = ''
  const user = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  const headers = user === ':' ? {} : { authorization: `Basic ${Buffer.from(user).toString('base64')}` }
  try {
    const answer = await fetch(url, { dispatcher, headers, signal: AbortSignal.timeout(fetchMaxMs) })
    if (answer.status !== 200) {
      await answer.body?.cancel()
      throw new ArtifactError(`source.url: ${shown} answered ${answer.status}`)
    }
    return await boundedText(answer.body, `source.url: ${shown}`)
  } catch (error) {
    if (error instanceof ArtifactError) throw error
    const cause = error instanceof Error && error.cause !== undefined ? `: ${reasonOf(error.cause)}` : ''
    throw new ArtifactError(withoutCredentials(`source.url: ${shown}: ${reasonOf(error)}${cause}`), { cause: error })
  }
}
