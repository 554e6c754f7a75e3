import type { S3Artifact } from '@millrace/manifests'
import type { SecretReader } from '@millrace/secrets'
import { ArtifactError } from '../artifact.ts'

/** An object of a bucket, and who asks for it. */
export interface S3Place {
  readonly url: URL
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** PEM of the authorities to trust; undefined: those of the system. */
  readonly ca: string | undefined
}

const regionDefault = 'us-east-1'

/** Reads the secrets of an s3 artifact. Rejects with `SecretError` or `ArtifactError`. */
export async function s3Place(s3: S3Artifact, namespace: string, secrets: SecretReader): Promise<S3Place> {
  const { bucket, insecure, caCertificate } = s3
  const { key = '' } = bucket
  if (key === '') throw new ArtifactError('source.s3.bucket.key is missing', { isFinal: true })
  const region = s3.region === undefined || s3.region === '' ? regionDefault : s3.region
  const url = objectUrl({ endpoint: s3.endpoint, region, bucket: bucket.name, key, isInsecure: insecure === true })
  if (url === null) {
    const shown = JSON.stringify(s3.endpoint)
    throw new ArtifactError(`source.s3.endpoint: ${shown} is not a host, with a port where it needs one`, {
      isFinal: true,
    })
  }
  const read = async (selector: { readonly name: string; readonly key: string }): Promise<string> =>
    (await secrets.secret(namespace, selector)).toString('utf8')
  return {
    url,
    region,
    accessKeyId: await read(s3.accessKey),
    secretAccessKey: await read(s3.secretKey),
    ca: caCertificate === undefined ? undefined : await read(caCertificate),
  }
}

interface ObjectPlace {
  readonly endpoint: string
  readonly region: string
  readonly bucket: string
  readonly key: string
  readonly isInsecure: boolean
}

/**
 * AWS has the bucket in the host's name and a host for each region, everything else has it in the path. Null where the
 * endpoint is no host.
 */
export function objectUrl({ endpoint, region, bucket, key, isInsecure }: ObjectPlace): URL | null {
  if (!/^[-a-zA-Z0-9.]+(?::\d{1,5})?$|^\[[0-9a-fA-F:]+\](?::\d{1,5})?$/u.test(endpoint)) return null
  const scheme = isInsecure ? 'http' : 'https'
  const path = key.split('/').map(encoded).join('/')
  const isAws = endpoint.endsWith('.amazonaws.com') && !bucket.includes('.')
  if (!isAws) return URL.parse(`${scheme}://${endpoint}/${encoded(bucket)}/${path}`)
  const host = endpoint === 's3.amazonaws.com' ? `s3.${region}.amazonaws.com` : endpoint
  return URL.parse(`${scheme}://${bucket}.${host}/${path}`)
}

/** As AWS wants it: everything but letters, digits and `-._~`. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/gu, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
}
