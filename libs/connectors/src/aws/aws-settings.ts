import type { AwsLambdaTrigger } from '@millrace/manifests'
import { isAwsRegion } from '@millrace/manifests'
import type { SecretReader } from '@millrace/secrets'

/** Who calls AWS. */
export type AwsCredentials =
  | { readonly kind: 'keys'; readonly accessKeyId: string; readonly secretAccessKey: string }
  /** What the AWS SDK finds: environment, files, a service account's role, the machine's. */
  | { readonly kind: 'chain' }
  /** A role, assumed by whoever the chain finds. */
  | { readonly kind: 'role'; readonly arn: string }

/** All that a client of AWS is made from. It may hold secrets. */
export interface AwsSettings {
  readonly region: string
  readonly credentials: AwsCredentials
  /** Where all of AWS is, for tests; undefined: where the region's services are. */
  readonly endpoint?: string
}

/** What manifests say about AWS. */
export type AwsPlace = Pick<AwsLambdaTrigger, 'region' | 'accessKey' | 'secretKey' | 'roleARN'>

/** Reads a manifest's AWS settings; a role wins over keys. Rejects with SecretError, or where the settings cannot be used. */
export async function readAwsSettings(
  namespace: string,
  place: AwsPlace,
  secrets: SecretReader,
  endpoint = '',
): Promise<AwsSettings> {
  const { region } = place
  if (!isAwsRegion(region)) throw new Error(`region: ${JSON.stringify(region)} is not a region`)
  const credentials = await readCredentials(namespace, place, secrets)
  return { region, credentials, ...(endpoint === '' ? {} : { endpoint }) }
}

async function readCredentials(
  namespace: string,
  { accessKey, secretKey, roleARN }: AwsPlace,
  secrets: SecretReader,
): Promise<AwsCredentials> {
  if (roleARN !== undefined) return { kind: 'role', arn: roleARN }
  if (accessKey === undefined && secretKey === undefined) return { kind: 'chain' }
  if (accessKey === undefined || secretKey === undefined) throw new Error('accessKey and secretKey go together')
  const accessKeyId = (await secrets.secret(namespace, accessKey)).toString()
  return { kind: 'keys', accessKeyId, secretAccessKey: (await secrets.secret(namespace, secretKey)).toString() }
}
