import { request } from 'node:https'

/** Where the API server tells what it was asked. */
export interface ApiMetrics {
  readonly url: string
  readonly ca: string
  readonly token: string
}

/** Requests by `verb resource`, such as `POST workflows`. */
export type ApiRequests = ReadonlyMap<string, number>

/** Resources that an event can be the reason of a request for. */
const resources: ReadonlySet<string> = new Set([
  'workfloweventbindings',
  'workflowtemplates',
  'clusterworkflowtemplates',
  'workflows',
  'tokenreviews',
  'selfsubjectreviews',
  'subjectaccessreviews',
  'selfsubjectaccessreviews',
  'secrets',
  'serviceaccounts',
])

/** What the API server has been asked so far, by its own count. */
export async function apiRequests({ url, ca, token }: ApiMetrics): Promise<ApiRequests> {
  const text = await get(`${url}/metrics`, ca, token)
  const counts = new Map<string, number>()
  for (const line of text.split('\n')) {
    if (!line.startsWith('apiserver_request_total{')) continue
    const label = (name: string): string => new RegExp(`[{,]${name}="([^"]*)"`).exec(line)?.[1] ?? ''
    const resource = label('resource')
    if (!resources.has(resource)) continue
    const key = `${label('verb')} ${resource}`
    counts.set(key, (counts.get(key) ?? 0) + Number(line.slice(line.lastIndexOf(' ') + 1)))
  }
  return counts
}

/** What was asked between two counts. */
export function asked(before: ApiRequests, after: ApiRequests): ApiRequests {
  const differences = [...after].map(([key, count]) => [key, count - (before.get(key) ?? 0)] as const)
  return new Map(differences.filter(([, count]) => count > 0))
}

/** Of those, what changes something that stays. */
export function writesOf(requests: ApiRequests): number {
  const writes = [...requests].filter(([key]) => /^(?:POST|PUT|PATCH|APPLY|DELETE) workflow/u.test(key))
  return writes.reduce((sum, [, count]) => sum + count, 0)
}

export function totalOf(requests: ApiRequests): number {
  return [...requests.values()].reduce((sum, count) => sum + count, 0)
}

function get(url: string, ca: string, token: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` }
    const sent = request(url, { ca, headers, agent: false }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('end', () => resolve(Buffer.concat(chunks).toString()))
    })
    sent.on('error', reject)
    sent.end()
  })
}
