import { isKubeError, resources, type KubeClient, type KubeError, type ListOptions } from '@millrace/kube'
import type { WorkflowEventBinding } from '@millrace/manifests'
import type { IncomingHttpHeaders } from 'node:http'
import { apiFailure, isApiFailure, type ApiFailure, type ApiFailureKind } from './api-failure.ts'
import { bindingsListJson, listedOf } from './bindings-list.ts'
import { credentialsOf, type IdentifyDeps } from './identify.ts'

export interface ListDeps {
  readonly identify: Pick<IdentifyDeps, 'modes' | 'callers'>
  /** Absent: what the manifests say is listed. */
  readonly cluster: KubeClient | undefined
  readonly bindings: () => readonly WorkflowEventBinding[]
}

/** Lists bindings: those of the cluster, by the caller's own token; without one, those in force. */
export async function listBindings(
  { namespace, query }: { readonly namespace: string; readonly query: string },
  headers: IncomingHttpHeaders,
  { identify, cluster, bindings }: ListDeps,
): Promise<string | ApiFailure> {
  const options = optionsOf(query)
  if (isApiFailure(options)) return options
  try {
    const shown = credentialsOf(headers, identify)
    if (isApiFailure(shown)) return shown
    // Who is not asked for a token is told what the server itself knows, which takes no right on the cluster.
    if (cluster === undefined || shown.kind === 'server') return bindingsListJson(listedOf(bindings(), namespace))
    const client = cluster.withToken(shown.token)
    const place = namespace === '' ? {} : { namespace }
    const page = await client.list(resources.workflowEventBindings, { ...options, ...place })
    const next = page.continue === undefined ? {} : { continue: page.continue }
    return bindingsListJson({ metadata: { resourceVersion: page.resourceVersion, ...next }, items: page.items })
  } catch (error) {
    if (isKubeError(error)) return failureOf(error)
    throw error
  }
}

/** `listOptions.…` of the query; names that are not known are ignored, as in the original. */
function optionsOf(query: string): ListOptions | ApiFailure {
  const asked = new URLSearchParams(query)
  const text = (name: string): string | undefined => asked.get(`listOptions.${name}`) ?? undefined
  const limit = text('limit')
  if (limit !== undefined && !/^[-+]?\d{1,18}$/u.test(limit)) {
    return apiFailure('invalid-argument', `strconv.ParseInt: parsing ${JSON.stringify(limit)}: invalid syntax`)
  }
  const resourceVersion = text('resourceVersion')
  return {
    labelSelector: text('labelSelector'),
    fieldSelector: text('fieldSelector'),
    continue: text('continue'),
    ...(limit === undefined ? {} : { limit: Number(limit) }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  }
}

/** What the API server's refusals are to the client; all others are faults of ours. */
const kinds: Partial<Record<KubeError['code'], ApiFailureKind>> = {
  unauthorized: 'unauthenticated',
  forbidden: 'permission-denied',
  refused: 'invalid-argument',
  gone: 'invalid-argument',
  'object-invalid': 'invalid-argument',
  'api-away': 'unavailable',
  throttled: 'unavailable',
}

function failureOf(error: KubeError): ApiFailure {
  return apiFailure(kinds[error.code] ?? 'internal', error.message, error)
}
