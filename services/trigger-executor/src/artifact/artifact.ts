import { isJsonObject, parseYamlData, type JsonObject } from '@millrace/manifests'

/** Where an object comes from. Read for every attempt, so that what changed there counts at once. */
export interface Artifact {
  /** Rejects with {@link ArtifactError} only. */
  read(): Promise<JsonObject>
}

/** An object could not be had. Its message holds nothing secret. */
export class ArtifactError extends Error {
  override readonly name = 'ArtifactError'
  /** No later attempt can do better: the manifest is at fault, or what it points to. */
  readonly isFinal: boolean

  constructor(message: string, options: ErrorOptions & { readonly isFinal?: boolean } = {}) {
    super(message, options)
    this.isFinal = options.isFinal ?? false
  }
}

/** Bytes of an object as text at most: Kubernetes takes about 1.5 MiB. */
export const artifactBytesMax = 1_310_720

/** Reads the first YAML document of a text, or its JSON, as an object. `what` says where it comes from. */
export function objectOfText(text: string, what: string): JsonObject {
  if (Buffer.byteLength(text) > artifactBytesMax) {
    throw new ArtifactError(`${what} has more than ${artifactBytesMax} bytes`, { isFinal: true })
  }
  // Integers beyond float64 are bigints, which the API's client writes as they are.
  const read = parseYamlData(text)
  if (read.kind === 'fault') throw new ArtifactError(`${what} is not YAML: ${read.message}`, { isFinal: true })
  if (!isJsonObject(read.value)) throw new ArtifactError(`${what} holds no object`, { isFinal: true })
  return read.value
}

/** An artifact that is part of the manifest. */
export function fixedArtifact(make: () => JsonObject): Artifact {
  let read: Promise<JsonObject>
  try {
    read = Promise.resolve(make())
  } catch (error) {
    read = Promise.reject(error instanceof ArtifactError ? error : new ArtifactError(String(error), { isFinal: true }))
    read.catch(() => {})
  }
  return { read: () => read }
}
