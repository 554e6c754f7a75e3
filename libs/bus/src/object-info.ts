/** What the entry of an object tells, as every client of NATS writes it. */
export interface ObjectInfo {
  readonly name: string
  /** The chunks stand under the subject that this is the end of. */
  readonly nuid: string
  readonly bytes: number
  readonly chunks: number
  /** 32 bytes: SHA-256 of the whole. */
  readonly sha256: Buffer
}

/** Where the entry of an object stands: its name in base64, as it may hold anything. */
export function infoSubject(bucket: string, object: string): string {
  return `$O.${bucket}.M.${padded(Buffer.from(object).toString('base64url'))}`
}

const digestPrefix = 'SHA-256='

export function writeObjectInfo(info: ObjectInfo, bucket: string, chunkBytesMax: number): Buffer {
  const { name, nuid, bytes, chunks, sha256 } = info
  const digest = `${digestPrefix}${padded(sha256.toString('base64url'))}`
  const options = { max_chunk_size: chunkBytesMax }
  return Buffer.from(
    JSON.stringify({ name, options, bucket, nuid, size: bytes, mtime: new Date().toISOString(), chunks, digest }),
  )
}

/** Undefined: it is no entry of an object that is there; a client leaves such an entry behind when it deletes one. */
export function readObjectInfo(data: Uint8Array): ObjectInfo | undefined {
  const told = objectOf(data)
  if (told === undefined || told['deleted'] === true) return undefined
  const { name, nuid, size: bytes, chunks, digest } = told
  if (typeof name !== 'string' || typeof nuid !== 'string' || typeof digest !== 'string') return undefined
  if (!isCount(bytes) || !isCount(chunks) || !digest.startsWith(digestPrefix)) return undefined
  return { name, nuid, bytes, chunks, sha256: Buffer.from(digest.slice(digestPrefix.length), 'base64url') }
}

function objectOf(data: Uint8Array): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(data).toString())
    // Every member is looked at before it is used.
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0

/** Clients write base64 with its padding. */
const padded = (base64: string): string => base64.padEnd(Math.ceil(base64.length / 4) * 4, '=')
