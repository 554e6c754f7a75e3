import {
  isKubeError,
  reviewOwnAccess,
  type KubeClient,
  type KubeUserInfo,
  type ObjectRef,
  type Remembered,
  type Resource,
} from '@millrace/kube'

/**
 * Why a user may not read an object; undefined where one may. It is asked in the user's own name, as everybody may ask that: so no
 * right is needed but the one to act for that user, without which nothing could be done in that name either.
 */
export function refusalOf(
  { user, client }: { readonly user: KubeUserInfo; readonly client: KubeClient },
  { resource, ref }: { readonly resource: Resource; readonly ref: ObjectRef },
  rights: Remembered<string | undefined>,
): Promise<string | undefined> {
  const { name, namespace } = ref
  const place = namespace === undefined ? { name } : { name, namespace }
  const question = { verb: 'get', group: resource.group, resource: resource.plural, ...place }
  const what = `${resource.plural}.${resource.group} ${JSON.stringify(name)}`
  return rights.ask(JSON.stringify([user.name, user.groups, question]), async () => {
    try {
      const { isAllowed } = await reviewOwnAccess(client, question)
      return isAllowed ? undefined : `${user.name} may not get ${what}: grant the verb by a Role`
    } catch (error) {
      if (!isKubeError(error, 'forbidden')) throw error
      return `what ${user.name} may do cannot be asked, as the executor may not act in that name: ${error.message}`
    }
  })
}
