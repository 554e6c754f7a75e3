import { reasonOf } from '@millrace/connectors'
import { SignatureV4 } from '@smithy/signature-v4'
import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto'
import { Agent, fetch } from 'undici'
import { ArtifactError } from '../artifact.ts'
import { boundedText } from '../bounded-text.ts'
import type { S3Place } from './s3-place.ts'

/** Reads objects of buckets. */
export interface S3Objects extends AsyncDisposable {
  /** The text of an object. Rejects with `ArtifactError`. */
  text(place: S3Place): Promise<string>
}

/** The whole of one read. Milliseconds. */
const readMaxMs = 30_000
/** Sets of authorities whose connections are kept; beyond, all are begun anew. */
const agentsMax = 16

export function openS3Objects(): S3Objects {
  const agents = new Map<string, Agent>()
  const agentFor = (ca: string | undefined): Agent => {
    const known = agents.get(ca ?? '')
    if (known !== undefined) return known
    if (agents.size >= agentsMax) {
      for (const agent of agents.values()) void agent.close()
      agents.clear()
    }
    const made = new Agent(ca === undefined ? {} : { connect: { ca } })
    agents.set(ca ?? '', made)
    return made
  }
  return {
    text: (place) => textOf(place, agentFor(place.ca)),
    async [Symbol.asyncDispose]() {
      await Promise.all([...agents.values()].map((agent) => agent.close()))
    },
  }
}

async function textOf(place: S3Place, dispatcher: Agent): Promise<string> {
  const shown = `source.s3: ${place.url.href}`
  try {
    const headers = await signed(place)
    const answer = await fetch(place.url, { headers, dispatcher, signal: AbortSignal.timeout(readMaxMs) })
    const text = await boundedText(answer.body, shown)
    if (answer.status === 200) return text
    const code = /<Code>(?<code>[A-Za-z0-9]{1,64})<\/Code>/u.exec(text)?.groups?.['code'] ?? ''
    throw new ArtifactError(`${shown} answered ${answer.status}${code === '' ? '' : `, ${code}`}`)
  } catch (error) {
    if (error instanceof ArtifactError) throw error
    const cause = error instanceof Error && error.cause !== undefined ? `: ${reasonOf(error.cause)}` : ''
    throw new ArtifactError(`${shown}: ${reasonOf(error)}${cause}`, { cause: error })
  }
}

async function signed({ url, region, accessKeyId, secretAccessKey }: S3Place): Promise<Record<string, string>> {
  const signer = new SignatureV4({
    service: 's3',
    region,
    credentials: { accessKeyId, secretAccessKey },
    sha256: Sha256,
    // The path is sent as it is signed, encoded once.
    uriEscapePath: false,
  })
  const request = { method: 'GET', protocol: url.protocol, hostname: url.hostname, path: url.pathname, query: {} }
  const { headers } = await signer.sign({ ...request, headers: { host: url.host } })
  const { host: _, ...rest } = headers
  return rest
}

/** Node's SHA-256, and HMAC where there is a key, in the signer's terms. */
class Sha256 {
  readonly #hash: Hash | Hmac

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret))
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytesOf(data))
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest())
  }

  reset(): void {}
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data, 'utf8')
  return ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data)
}
