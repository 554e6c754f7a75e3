import type { KubeClient } from './client.ts'
import { at, listAt, textAt } from './json-parts.ts'
import { isKubeError, KubeError } from './kube-error.ts'
import { apiVersionOf, type Resource } from './resource.ts'

export interface ServedResource extends Resource {
  /** `list`, `watch` … as the server offers them, whoever asks. */
  readonly verbs: readonly string[]
}

/**
 * The resource of a plural name, as the server says at this moment: what manifests name is never guessed from. Rejects with
 * `no-such-kind` where nothing of the name is served.
 */
export async function servedResource(
  client: KubeClient,
  named: Pick<Resource, 'group' | 'version' | 'plural'>,
  stop: AbortSignal,
): Promise<ServedResource> {
  const apiVersion = apiVersionOf(named)
  const path = `/${named.group === '' ? 'api' : 'apis'}/${apiVersion.split('/').map(encodeURIComponent).join('/')}`
  const missing = (): KubeError => new KubeError('no-such-kind', `${apiVersion} ${named.plural}`)
  let answer: unknown
  try {
    answer = await client.transport.json({ method: 'GET', path, stop })
  } catch (error) {
    throw isKubeError(error, 'not-found') ? missing() : error
  }
  const item = listAt(answer, 'resources').find((one) => textAt(one, 'name') === named.plural)
  if (item === undefined) throw missing()
  const { group, version, plural } = named
  const verbs = listAt(item, 'verbs').filter((verb) => typeof verb === 'string')
  return { group, version, plural, kind: textAt(item, 'kind'), isNamespaced: at(item, 'namespaced') === true, verbs }
}
