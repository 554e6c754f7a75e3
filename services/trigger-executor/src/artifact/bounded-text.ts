import { ArtifactError, artifactBytesMax } from './artifact.ts'

/** The text of a body. Rejects with {@link ArtifactError} where it is larger than an artifact may be; `what` is named. */
export async function boundedText(body: AsyncIterable<unknown> | null, what: string): Promise<string> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of body ?? []) {
    // A body gives bytes.
    parts.push(part as Uint8Array)
    bytes += (part as Uint8Array).length
    if (bytes > artifactBytesMax) throw new ArtifactError(`${what} has more than ${artifactBytesMax} bytes`)
  }
  return Buffer.concat(parts).toString('utf8')
}
