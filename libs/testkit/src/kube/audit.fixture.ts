import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** One request as the API server's audit log tells it. */
export interface AuditEntry {
  /** `system:serviceaccount:<namespace>:<name>`, or a name of the tests. */
  readonly user: string
  /** In whose name it was asked, where that is another's. */
  readonly impersonated: string
  readonly verb: string
  /** Empty for the core group. */
  readonly group: string
  /** Plural, with `/subresource`; empty for what is no resource, such as discovery. */
  readonly resource: string
  readonly namespace: string
  readonly name: string
  readonly isAllowed: boolean
  /** The answer was 201: an apply that made its object, which takes the right to create it too. */
  readonly isCreated: boolean
}

/** Each request twice at most: a watch is told when it begins and when it ends. */
const policy = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [{ level: 'Metadata' }],
}

const logPath = (dir: string): string => join(dir, 'audit.log')

/** What has a kube-apiserver write an audit log into its folder, before it answers each request. */
export async function auditArgs(dir: string): Promise<readonly string[]> {
  const policyPath = join(dir, 'audit-policy.json')
  await writeFile(policyPath, JSON.stringify(policy))
  return [`--audit-policy-file=${policyPath}`, `--audit-log-path=${logPath(dir)}`, '--audit-log-mode=blocking']
}

export async function readAudit(dir: string): Promise<readonly AuditEntry[]> {
  const text = await readFile(logPath(dir), 'utf8')
  return text.split('\n').flatMap((line) => (line === '' ? [] : [entryOf(JSON.parse(line) as AuditEvent)]))
}

/** The part of `audit.k8s.io/v1` that is read. */
interface AuditEvent {
  readonly user: { readonly username: string }
  readonly impersonatedUser?: { readonly username: string }
  readonly verb: string
  readonly objectRef?: {
    readonly apiGroup?: string
    readonly resource?: string
    readonly subresource?: string
    readonly namespace?: string
    readonly name?: string
  }
  readonly responseStatus?: { readonly code?: number }
  readonly annotations?: Readonly<Record<string, string>>
}

function entryOf({
  user,
  impersonatedUser,
  verb,
  objectRef = {},
  responseStatus,
  annotations = {},
}: AuditEvent): AuditEntry {
  const { apiGroup: group = '', resource = '', subresource, namespace = '', name = '' } = objectRef
  return {
    user: user.username,
    impersonated: impersonatedUser?.username ?? '',
    verb,
    group,
    resource: subresource === undefined ? resource : `${resource}/${subresource}`,
    namespace,
    name,
    // Who may not act for another is refused before it is asked what that one may.
    isAllowed: annotations['authorization.k8s.io/decision'] !== 'forbid' && responseStatus?.code !== 403,
    isCreated: responseStatus?.code === 201,
  }
}
