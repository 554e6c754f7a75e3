import type { AwsCredentials, AwsSettings } from './aws-settings.ts'

interface Identity {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly expiration?: Date
}

const sessionName = 'millrace'
const tries = 2

/** Credentials as the SDK's clients take them: it asks anew when what it was given expires. Undefined: its own chain. */
export function identityOf(settings: AwsSettings): (() => Promise<Identity>) | Identity | undefined {
  const { credentials } = settings
  switch (credentials.kind) {
    case 'chain':
      return undefined
    case 'keys':
      return { accessKeyId: credentials.accessKeyId, secretAccessKey: credentials.secretAccessKey }
    case 'role':
      return () => assumeRole(credentials, settings)
    default:
      return credentials satisfies never
  }
}

async function assumeRole(
  { arn }: Extract<AwsCredentials, { kind: 'role' }>,
  { region, endpoint }: AwsSettings,
): Promise<Identity> {
  const { STSClient, AssumeRoleCommand } = await import('@aws-sdk/client-sts')
  const sts = new STSClient({ region, maxAttempts: tries, ...(endpoint === undefined ? {} : { endpoint }) })
  try {
    const { Credentials: given } = await sts.send(new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: sessionName }))
    if (given?.AccessKeyId === undefined || given.SecretAccessKey === undefined) {
      throw new Error(`AWS gave no credentials for ${arn}`)
    }
    return {
      accessKeyId: given.AccessKeyId,
      secretAccessKey: given.SecretAccessKey,
      ...(given.SessionToken === undefined ? {} : { sessionToken: given.SessionToken }),
      ...(given.Expiration === undefined ? {} : { expiration: given.Expiration }),
    }
  } finally {
    sts.destroy()
  }
}
